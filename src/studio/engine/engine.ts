/**
 * The engine: the page's commands over the workers, the store and the collection.
 *
 * This file only wires: each command is a few calls into a part of this folder. Commands never
 * throw; what goes wrong is said where it belongs (a class's row, the run, the model, a notice).
 */
import { isAbort, StillroomError } from '../../core/errors';
import { mayBeExport, readExport } from '../../data/export/read-export';
import type { Collection } from '../../data/import/collection';
import { importRoots } from '../../data/import/import-roots';
import { captureDrop, rootOfHandle, rootsOfFiles, type ImportRoot } from '../../data/import/roots';
import { IngestPool } from '../../data/ingest/pool';
import { CollectionMemory, type RestoredCollection } from '../../data/store/remembered-collection';
import { keepStoragePersistent, openStageStore } from '../../data/store/stage-store';
import type { ModelReport } from '../../runtime/model-runtime';
import { methods } from '../../methods';
import { defaultsOf } from '../../methods/parameters';
import { samplingSchemaFor } from '../../methods/sampling';
import { useCollection } from '../state/collection';
import { useModel } from '../state/model';
import { notify } from '../state/notices';
import { idleRun, useRun } from '../state/run';
import { selectClass, useSelection } from '../state/selection';
import { resetSettings, useSettings } from '../state/settings';
import { AnalysisHost } from './analysis-host';
import { LatentStore } from './class-latents';
import { keepReviewed } from './class-review';
import { Comparison } from './compare/comparison';
import type { Engine } from './contract';
import { Distillation, startingRun } from './distillation';
import { Exploration } from './exploration';
import { Gate } from './gate';
import { Library } from './library';
import { ModelHost } from './model-host';
import { problemText } from './problem-text';
import { restoreExport } from './restore-export';
import { ResultStore } from './result-store';
import { planRun } from './run-plan';
import { LivePreview } from './preview/live-preview';
import { openSampleCollection, SAMPLE_ID } from './sample-collection';
import { Selection } from './selection/selection';
import { SelectionHost } from './selection/selection-host';
import { editsByFolder } from './selection/recipe-edits';
import { ShownResults } from './shown-results';
import { exportRun } from './zip-export';

const FIRST_METHOD = methods[0];

/** Starting values: the method's defaults, the pack's own sampling defaults. */
function defaultSettings(report: ModelReport) {
  const method = FIRST_METHOD;
  if (method === undefined) throw new Error('there is no method');
  return {
    method: method.id,
    parameters: defaultsOf(method.schema),
    sampling: defaultsOf(samplingSchemaFor(report.pack.defaults)),
  };
}

/** The page's engine; `start` has to be called once. */
export function createEngine(): Engine {
  const pool = new IngestPool(
    () => new Worker(new URL('../../../workers/ingest.ts', import.meta.url), { type: 'module' }),
  );
  const memory = new CollectionMemory();
  const store = openStageStore();
  const background = new Gate();
  const library = new Library(pool, memory, background);
  const results = new ResultStore(store);
  const shown = new ShownResults(pool);
  const model = new ModelHost(background, (report) => {
    library.resolution = report.pack.resolution;
    if (Object.keys(useSettings.getState().sampling).length === 0) {
      resetSettings(defaultSettings(report));
    }
  });
  const latents = new LatentStore(library, model, store);
  const analysis = new AnalysisHost(model, store);
  const compare = new Comparison({ results, store, latents, model, analysis, pool, background });
  const thread = new SelectionHost();
  const selection = new Selection({ library, model, latents, analysis, pool, store, thread });
  const { ranking } = selection;
  const preview = new LivePreview({ library, model, latents, analysis, results });
  const exploration = new Exploration(latents, analysis, background);
  let running: Distillation | null = null;
  let requestAccess: (() => Promise<RestoredCollection>) | null = null;
  let listing = new AbortController();

  async function told(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isAbort(error)) notify('error', problemText(error));
    }
  }

  function display(collection: Collection, edits: Parameters<Library['show']>[1]): void {
    exploration.reset();
    compare.reset();
    selection.reset();
    preview.reset();
    library.show(collection, edits);
    selectClass(collection.classes[0]?.folder ?? null);
  }

  async function take(collection: Collection): Promise<void> {
    running?.cancel();
    display(collection, {});
    const outcome = await memory.remember(collection);
    if (outcome.kept === 'label') {
      notify('info', `After a reload you will have to add it again: ${outcome.reason}.`);
    }
  }

  async function add(roots: readonly ImportRoot[]): Promise<void> {
    if (roots.length === 0) {
      throw new StillroomError(
        'Unsupported',
        'What was dropped holds no files. Drop folders of images, or an archive of them.',
      );
    }
    if (await restored(roots)) return;
    listing.abort();
    listing = new AbortController();
    const before = useCollection.getState().status;
    useCollection.setState({ status: 'listing', listed: 0 });
    try {
      const collection = await importRoots(roots, {
        signal: listing.signal,
        onProgress: ({ files }) => {
          useCollection.setState({ listed: files });
        },
      });
      await take(collection);
    } catch (error) {
      useCollection.setState({ status: before === 'listing' ? 'empty' : before });
      throw error;
    }
  }

  /** True when the one dropped file was an export, which is then back on the page. */
  async function restored(roots: readonly ImportRoot[]): Promise<boolean> {
    const [root] = roots;
    if (roots.length !== 1 || root?.kind !== 'file' || !mayBeExport(root.file.name)) return false;
    const exported = await readExport(root.file);
    if (exported === undefined) return false;
    const { run, images } = await restoreExport(exported, { pool, results });
    running?.cancel();
    shown.clear();
    useRun.setState(idleRun);
    await showCurrentRun();
    useSelection.setState({ tab: 'distil' });
    notify(
      'info',
      `Settings of "${run.label}" are back${images > 0 ? `, with ${images} images` : ''}. Add the same class folders to go on with it.`,
    );
    return true;
  }

  /** Puts the stored run's settings and images on the page. */
  async function showCurrentRun(): Promise<void> {
    const run = await results.current();
    if (run === undefined) return;
    const { method, parameters, sampling } = run;
    resetSettings({ method, parameters, sampling, edits: editsByFolder(run.edits) });
    const finished = await results.finished(run.id);
    for (const place of finished) {
      const image = await results.image(place.key);
      if (image !== undefined) await shown.show(place, image);
    }
    // Whoever comes back to images wants to see them.
    if (finished.length > 0) useSelection.setState({ tab: 'distil' });
    const total = run.classes.length * Number(sampling['imagesPerClass']);
    useRun.setState({
      status: run.complete ? 'done' : 'idle',
      imagesDone: finished.length,
      imagesTotal: total,
      resumable: !run.complete,
    });
  }

  function showRestored(outcome: RestoredCollection): void {
    requestAccess = null;
    switch (outcome.status) {
      case 'none':
        break;
      case 'ready':
        display(outcome.collection, outcome.edits);
        break;
      case 'needs-permission':
        ({ requestAccess } = outcome);
        useCollection.setState({ status: 'needs-permission', label: outcome.label });
        break;
      case 'gone':
        notify('info', `The collection "${outcome.label}" is gone: ${outcome.reason}.`);
        break;
      default:
        outcome satisfies never;
    }
  }

  const options = { openSample: openSampleCollection };

  return {
    start: () =>
      told(async () => {
        keepReviewed();
        preview.watch();
        store.onNotice((problem) => {
          notify('warning', problem.message);
        });
        const loading = model.ready().catch(() => undefined);
        showRestored(await memory.restore(options));
        await showCurrentRun();
        await loading;
        await keepStoragePersistent();
      }),

    addDrop: (transfer) => {
      // The drop's items die with its event: they are captured before anything is awaited.
      const captured = captureDrop(transfer);
      return told(async () => add(await captured));
    },
    addFiles: (files) => told(() => add(rootsOfFiles(files))),
    pickFolder: () =>
      told(async () => add([await rootOfHandle(await window.showDirectoryPicker())])),
    loadSampleCollection: () => told(async () => take(await openSampleCollection(SAMPLE_ID))),
    requestAccess: () =>
      told(async () => {
        if (requestAccess !== null) showRestored(await requestAccess());
      }),
    clearCollection: () =>
      told(async () => {
        running?.cancel();
        exploration.reset();
        compare.reset();
        selection.reset();
        preview.reset();
        library.clear();
        selectClass(null);
        shown.clear();
        useRun.setState(idleRun);
        await results.discardAll();
        await memory.forget();
      }),
    editClass: (folder, edit) => {
      library.edit(folder, edit);
    },

    thumbnail: (folder, image) => library.thumbnail(folder, image),
    fullImage: (folder, image) => library.fullImage(folder, image),
    imageName: (folder, image) => library.nameOf(folder, image),

    chooseModel: (id) => {
      useModel.setState({ chosen: id });
      exploration.reset();
      compare.reset();
      selection.reset();
      return model.reload();
    },
    chooseBackend: (request) => {
      useModel.setState({ request });
      return model.reload();
    },
    addPackFolder: (files) =>
      told(async () => {
        const id = files[0]?.webkitRelativePath.split('/')[0] || 'model folder';
        model.addPack(
          { id, name: id, detail: 'From a folder on this disk' },
          { kind: 'files', files },
        );
        useModel.setState({ chosen: id });
        exploration.reset();
        compare.reset();
        selection.reset();
        await model.reload();
      }),

    explore: (folder) => exploration.explore(folder),
    cancelExplore: (folder) => {
      exploration.cancel(folder);
    },

    distill: async () => {
      if (running !== null) return;
      shown.clear();
      useRun.setState(startingRun());
      try {
        const report = await model.ready();
        const parts = {
          library,
          model,
          latents,
          analysis,
          results,
          shown,
          background,
          pool,
          ranking,
        };
        running = new Distillation(parts, planRun(report), report);
        useSelection.setState({ tab: 'distil' });
        await running.run();
      } catch (error) {
        useRun.setState({ ...idleRun, status: 'failed', error: problemText(error) });
      } finally {
        running = null;
      }
    },
    pause: () => {
      running?.pause();
    },
    resume: () => {
      running?.resume();
    },
    cancel: () => {
      running?.cancel();
    },
    exportZip: () =>
      told(() => exportRun({ library, results, pool }, new AbortController().signal)),
    discardResults: () =>
      told(async () => {
        running?.cancel();
        shown.clear();
        useRun.setState(idleRun);
        const run = await results.current();
        if (run !== undefined) await results.discard(run.id);
      }),

    preview,
    compare,
    selection,
  };
}
