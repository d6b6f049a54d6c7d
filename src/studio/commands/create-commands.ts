/**
 * The page's commands, put together: each part keeps to one concern, this file only joins them. Commands
 * never throw; what goes wrong is said where it belongs (a class's row, the run, the model, a notice).
 */
import { keepStoragePersistent, olderResults } from '../../data/store/storage';
import { knownTabs } from '../../data/store/tabs';
import { keepReviewed } from '../adapters/class-review';
import { keepPage } from '../adapters/keep-page';
import { followPaces } from '../adapters/paces';
import { openParts, type PageParts } from '../adapters/page-parts';
import { notify } from '../state/notices';
import { useSelection } from '../state/selection';
import { useStart } from '../state/start';
import { AddressBar } from './address-bar';
import { CollectionCommands } from './collection/collection-commands';
import { Comparison } from './compare/comparison';
import type { Commands } from './contract';
import { Evaluation } from './evaluate/evaluation';
import { followExcluded } from './explore/exclusion';
import { ExploreCommands } from './explore/explore-commands';
import { imageCommands } from './explore/image-commands';
import { TaggedImages } from './explore/tagged-images';
import { WholeMap } from './explore/whole-map';
import { LivePreview } from './preview/preview-commands';
import { CoreCheck } from './run/core-check';
import { announceRuns } from './run/announce';
import { coresOnPage } from './run/cores-on-page';
import { exportShown } from './run/export-zip';
import { followSettings, forgetSettings, restoreSettings } from './run/kept-settings';
import { removeRun, showNamed, showRun, takeSettings } from './run/list-commands';
import { MeasuredPictures } from './run/measured-pictures';
import { RunCommands } from './run/run-commands';
import { bringBack, showResults } from './run/show-record';
import { modelChoice } from './models/model-choice';
import { ModelPlace } from './models/model-commands';
import { PageStart } from './page-start';
import { jobCommands, letGoForWork } from './job-commands';
import { told } from './told';
import { visits } from './visits';
import { Inspection } from './windows/inspection';
import { RankedWindows } from './windows/ranked-windows';

/**
 * The run that this tab showed before a reload; whoever came back to no tab wants to see its images.
 * @param withSettings false where the sliders have their own already
 */
async function restoreRun(
  { tab, runs, shown }: PageParts,
  { namesTab, withSettings }: { readonly namesTab: boolean; readonly withSettings: boolean },
): Promise<void> {
  const { run: handle } = await (await tab).shown();
  const record = handle === null ? undefined : await runs.get(handle);
  if (record === undefined) return;
  const images = await (withSettings ? bringBack : showResults)(record, shown);
  if (!namesTab && images > 0) useSelection.setState({ tab: 'distil' });
}

/** Says what an earlier version of the program has left. */
async function noteOlder({ runs }: PageParts): Promise<void> {
  const sentence = await olderResults();
  if (sentence !== null) notify('info', sentence);
  if (await runs.hasOlder()) {
    notify(
      'info',
      'Runs of another version of Stillroom are kept in this browser. This version does not show them, and they take up room until you clear the collection.',
    );
  }
}

/** The page's commands; `start` has to be called once. */
export function createCommands(): Commands {
  const parts = openParts();
  const { library, model, storage, figure } = parts;
  const explore = new ExploreCommands(parts);
  const whole = new WholeMap(parts);
  const tagged = new TaggedImages(parts);
  const preview = new LivePreview(parts);
  const compare = new Comparison(parts);
  const windows = new RankedWindows(parts);
  const inspection = new Inspection(parts);
  const run = new RunCommands(parts);
  const evaluate = new Evaluation(parts, run, compare);
  const measured = new MeasuredPictures(parts);
  const cores = new CoreCheck(coresOnPage(parts), parts.analysis.width);
  const followers = [
    explore,
    whole,
    tagged,
    preview,
    compare,
    evaluate,
    windows,
    inspection,
    measured,
    cores,
  ];
  const forget = () => followers.forEach((part) => part.reset());
  const pageStart = new PageStart();
  const address = new AddressBar((word, isWanted) => showNamed(parts, word, isWanted));
  const collection = new CollectionCommands(parts, run, forget);
  const choice = modelChoice(model, forget);
  const models = new ModelPlace(parts, choice);

  return {
    start: () =>
      told(async () => {
        const namesTab = address.openTab();
        keepReviewed();
        announceRuns();
        for (const follower of followers) follower.watch();
        followPaces(visits());
        followExcluded(parts);
        letGoForWork(parts);
        storage.onNotice((problem) => notify('warning', problem.message));
        // The model's own row says what went wrong with it.
        const loading = model.ready().catch(() => undefined);
        void told(() => models.restore());
        const withRun = await pageStart.begin();
        const tab = await parts.tab;
        // Before there are sliders: what a person sets while the run is read stays.
        const isSet = withRun && restoreSettings(visits(), tab);
        followSettings(visits(), tab);
        await told(() => collection.restore());
        if (withRun) await told(() => restoreRun(parts, { namesTab, withSettings: !isSet }));
        else await parts.tabRecord.say();
        await told(async () => {
          forgetSettings(visits(), await knownTabs(storage));
        });
        await told(() => address.begin(withRun));
        useStart.setState({ restored: true });
        void pageStart.done();
        await figure.refresh();
        await loading;
        await figure.refresh();
        await keepStoragePersistent();
        await noteOlder(parts);
        await keepPage(model, parts.schedule);
      }),

    startWith: (storedRun) => pageStart.answer(storedRun),
    startFailed: () => pageStart.failed(),

    addDrop: (transfer) => collection.addDrop(transfer),
    addFiles: (files) => collection.addFiles(files),
    pickFolder: () => collection.pickFolder(),
    loadSampleCollection: () => collection.loadSample(),
    cancelListing: () => collection.cancelListing(),
    readAs: (part, choice) => collection.readAs(part, choice),
    requestAccess: () => collection.requestAccess(),
    clearCollection: () => collection.clear(),
    holdOut: (percent) => collection.holdOut(percent),
    frame: (framing) => collection.frame(framing),
    editClass: (folder, edit) => library.edit(folder, edit),

    thumbnail: (folder, image) => library.thumbnail(folder, image),
    listedThumbnail: (folder, nth) => library.listedThumbnail(folder, nth),
    fullImage: (folder, image) => library.fullImage(folder, image),
    imageName: (folder, image) => library.nameOf(folder, image),

    chooseModel: (id) => choice.choose(id),
    chooseBackend: (request) => choice.chooseBackend(request),
    models,

    explore: (folder) => explore.explore(folder),
    cancelExplore: (folder) => explore.cancel(folder),

    checkCores: () => cores.check(),

    distill: () => run.distill(),
    queue: (orders) => run.queue(orders),
    ...jobCommands({ schedule: parts.schedule, run, evaluate, windows, explore, compare }),
    exportZip: () => told(() => exportShown(parts, new AbortController().signal)),

    showRun: (id) => told(() => showRun(parts, id)),
    takeSettings: (id) => told(() => takeSettings(parts, id)),
    removeRun: (id) =>
      told(async () => {
        await removeRun(parts, id);
        compare.listAgain();
      }),

    preview,
    compare,
    evaluate,
    images: imageCommands(parts, whole, tagged, {
      forget,
      takeRunOff: (why) => collection.takeRunOff(why),
    }),
    windows,
  };
}
