/**
 * Commands that compute nothing: they fill the stores with pictures that they draw and maps that they
 * lay out, so that the interface can be looked at and checked without models or files.
 */
import { noNames } from '../../src/core/by-name';
import { follow } from '../../src/run/follow';
import { subscribeAll } from '../../src/studio/adapters/subscribe-all';
import type { Commands } from '../../src/studio/commands/contract';
import { emptyCollection, patchClass, useCollection } from '../../src/studio/state/collection';
import type { ClassRow } from '../../src/studio/state/collection';
import { patchExploration, useExplore } from '../../src/studio/state/explore';
import { useModel, type ModelChoice } from '../../src/studio/state/model';
import { notify } from '../../src/studio/state/notices';
import { useCompare } from '../../src/studio/state/compare';
import { idleRun, useRun } from '../../src/studio/state/run';
import { nothingShown, useShown } from '../../src/studio/state/shown';
import { selectClass, useSelection } from '../../src/studio/state/selection';
import { useSettings } from '../../src/studio/state/settings';
import { useStart } from '../../src/studio/state/start';
import { demoCompare, demoRuns, followComparison } from './demoCompare';
import { demoEvaluate } from './demoEvaluate';
import { demoImages } from './demoImages';
import { demoMap, modeOf } from './demoMap';
import { demoModels } from './demoModels';
import { demoWindows, followInspection } from './demoWindows';
import { demoRun, pause } from './demoRun';
import { drawImage, toUrl } from './drawnImages';

const NAMES = [
  'brass bell',
  'garden snail',
  'paper boat',
  'river stone',
  'tin lantern',
  'wool cap',
];

export function demoRow(name: string, folder: string, imageCount: number): ClassRow {
  return {
    folder,
    name,
    prompt: `a photo of a ${name}`,
    usualPrompt: `a photo of a ${name}`,
    imageCount,
    heldOut: 0,
    included: true,
    read: { state: 'done' },
    explored: { state: 'waiting' },
    notice: null,
    problem: null,
  };
}

function drawnModel(id: string, name: string, detail: string): ModelChoice {
  return { id, name, detail, origin: 'embedded', described: null };
}

function classNumber(folder: string): number {
  return useCollection.getState().classes.findIndex((row) => row.folder === folder);
}

/** Maps follow the page, as the real ones do. */
function followMaps(map: (folder: string) => void): void {
  follow({
    subscribe: subscribeAll(useSelection, useSettings, useModel),
    dependencies: () => {
      const { tab, folder } = useSelection.getState();
      const { status, packHash } = useModel.getState();
      if (tab !== 'explore' || folder === null || status !== 'ready') return null;
      return { folder, packHash, images: useSettings.getState().sampling.imagesPerClass };
    },
    make: ({ folder }) => Promise.resolve(map(folder)),
    failed: (error) => notify('error', String(error)),
  });
}

export function createDemoCommands(): Commands & { pace: number } {
  let run = new AbortController();
  let stopped = new Set<string>();
  const urls = new Map<string, Promise<string>>();
  const picture = (folder: string, image: number) => {
    const klass = classNumber(folder);
    const key = `${folder}/${image}`;
    const url = urls.get(key) ?? toUrl(drawImage(klass, image, modeOf(klass, image), 0));
    urls.set(key, url);
    return url;
  };
  async function map(folder: string): Promise<void> {
    const row = useCollection.getState().classes.find((one) => one.folder === folder);
    if (row === undefined) return;
    stopped.delete(folder);
    const text = 'Placing images on the map (UMAP), 61 of 200 rounds';
    patchExploration(folder, { status: 'running', progress: { text, share: 0.3 }, error: null });
    await pause(commands.pace);
    if (stopped.has(folder)) return patchExploration(folder, { status: 'idle', progress: null });
    const map = demoMap(
      classNumber(folder),
      row.imageCount,
      useSettings.getState().sampling.imagesPerClass,
    );
    patchExploration(folder, { status: 'ready', progress: null, map });
    return patchClass(folder, { explored: { state: 'done' } });
  }

  const commands: Commands & { pace: number } = {
    pace: 30,
    async start() {
      followMaps((folder) => void map(folder));
      followComparison();
      followInspection(picture);
      await commands.chooseModel('drawn');
      useStart.setState({ restored: true });
    },
    addDrop: async (transfer) => notify('info', `Dropped ${transfer.files.length} files.`),
    addFiles: async (files) => notify('info', `Chosen ${files.length} files.`),
    pickFolder: async () => notify('info', 'Asked for a folder.'),
    requestAccess: async () => useCollection.setState({ status: 'ready' }),
    async loadSampleCollection() {
      const classes = NAMES.map((name, i) => demoRow(name, name.replace(' ', '-'), 240 - 20 * i));
      useCollection.setState({
        ...emptyCollection,
        status: 'ready',
        label: 'Sample collection',
        isSample: true,
        classes,
      });
      selectClass(classes[0]?.folder ?? null);
    },
    async clearCollection() {
      useCollection.setState(emptyCollection);
      useExplore.setState({ classes: noNames() });
      useRun.setState(idleRun);
      useShown.setState(nothingShown);
    },
    holdOut: () => Promise.resolve(),
    frame: () => Promise.resolve(),
    startWith: () => undefined,
    startFailed: () => undefined,
    cancelListing: () => undefined,
    readAs: () => Promise.resolve(),
    editClass: (folder, edit) => patchClass(folder, edit),
    thumbnail: picture,
    listedThumbnail: picture,
    fullImage: picture,
    imageName: (folder, image) => `${folder}-${String(image).padStart(4, '0')}.webp`,
    async chooseModel(id) {
      useModel.setState({
        choices: [
          drawnModel('drawn', 'Drawn pictures', '64 px, no model at all'),
          drawnModel('other', 'Other pictures', 'the same again'),
        ],
        chosen: id,
        status: 'loading',
        progress: { text: 'Loading, 3.1 of 28 MB', done: 3.1, total: 28 },
      });
      await pause(20);
      await commands.chooseBackend('auto');
    },
    async chooseBackend(request) {
      useModel.setState({
        request,
        status: 'ready',
        progress: null,
        packHash: useModel.getState().chosen,
        backend: {
          kind: 'wasm',
          threads: 2,
          reason:
            'WebGPU offers a software adapter only, which took 40 times as long in the probe.',
        },
      });
    },
    models: demoModels,
    explore: (folder) => void map(folder),
    cancelExplore: (folder) => void stopped.add(folder),
    checkCores: () => notify('info', 'Asked for the cores of every class.'),
    queue: (orders) => Promise.resolve(notify('info', `Asked for ${orders.length} runs.`)),
    async distill() {
      useSelection.setState({ tab: 'distil' });
      useShown.setState(nothingShown);
      run = new AbortController();
      const { signal } = run;
      useRun.setState({ ...idleRun, status: 'preparing', activity: 'Encoding prompts' });
      const { imagesPerClass, steps } = useSettings.getState().sampling;
      const paused = () => useRun.getState().status === 'paused';
      await demoRun({ imagesPerClass, steps, pace: commands.pace }, signal, paused);
      useRun.setState({ status: 'done', live: null });
      await commands.showRun('coda');
    },
    pause: () => useRun.setState({ status: 'paused' }),
    resume: () => useRun.setState({ status: 'running' }),
    cancel: () => run.abort(),
    exportZip: async () => notify('info', 'The demo writes no zip.'),
    async showRun(id) {
      const found = demoRuns().find((one) => one.id === id) ?? null;
      useShown.setState({ run: found });
    },
    takeSettings: async (id) => notify('info', `Settings of ${id}.`),
    async removeRun(id) {
      useCompare.setState(({ runs, chosen }) => ({
        runs: runs.filter((one) => one.id !== id),
        chosen: chosen.filter((one) => one !== id),
      }));
    },
    preview: {
      grid: () => Promise.resolve(),
      cancelGrid: () => undefined,
      savePicture: () => undefined,
    },
    compare: demoCompare(),
    evaluate: demoEvaluate(),
    images: demoImages(),
    windows: demoWindows(picture),
  };
  stopped = new Set();
  return commands;
}
