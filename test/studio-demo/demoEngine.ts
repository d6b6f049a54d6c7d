/**
 * An engine that computes nothing: it fills the stores with pictures that it draws and maps that it
 * lays out, so that the interface can be looked at and checked without models or files.
 */
import {
  defaultValues,
  findMethod,
  parametersOf,
  samplingParameters,
} from '../../src/studio/inspector/schema';
import { valueOf } from '../../src/studio/inspector/parameterValue';
import type { Engine } from '../../src/studio/engine/contract';
import { emptyCollection, patchClass, useCollection } from '../../src/studio/state/collection';
import type { ClassRow } from '../../src/studio/state/collection';
import { patchExploration, useExplore } from '../../src/studio/state/explore';
import { useModel } from '../../src/studio/state/model';
import { notify } from '../../src/studio/state/notices';
import { idleRun, useRun } from '../../src/studio/state/run';
import { resetSettings, useSettings } from '../../src/studio/state/settings';
import { selectClass } from '../../src/studio/state/selection';
import { demoCompare } from './demoCompare';
import { demoMap, modeOf } from './demoMap';
import { demoSelection } from './demoSelection';
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
    prompt: name,
    imageCount,
    included: true,
    read: { state: 'done' },
    explored: { state: 'waiting' },
    notice: null,
    problem: null,
  };
}

function samplingNumber(id: string): number {
  const parameter = samplingParameters(null).find((one) => one.id === id);
  return parameter ? Number(valueOf(parameter, useSettings.getState().sampling)) : 0;
}

function classNumber(folder: string): number {
  return useCollection.getState().classes.findIndex((row) => row.folder === folder);
}

export function createDemoEngine(): Engine & { pace: number } {
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
  const engine: Engine & { pace: number } = {
    pace: 30,
    async start() {
      resetSettings({
        method: 'coda',
        parameters: defaultValues(parametersOf(findMethod('coda')?.schema ?? {})),
        sampling: defaultValues(samplingParameters(null)),
      });
      await engine.chooseModel('drawn');
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
      useExplore.setState({ classes: {} });
      useRun.setState(idleRun);
    },
    editClass: (folder, edit) => patchClass(folder, edit),
    thumbnail: picture,
    fullImage: picture,
    imageName: (folder, image) => `${folder}-${String(image).padStart(4, '0')}.webp`,
    async chooseModel(id) {
      useModel.setState({
        choices: [
          { id: 'drawn', name: 'Drawn pictures', detail: '64 px, no model at all' },
          { id: 'other', name: 'Other pictures', detail: 'the same again' },
        ],
        chosen: id,
        status: 'loading',
        progress: { text: 'Loading, 3.1 of 28 MB', done: 3.1, total: 28 },
      });
      await pause(20);
      await engine.chooseBackend('auto');
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
    addPackFolder: async (files) => notify('info', `A model folder of ${files.length} files.`),
    async explore(folder) {
      const row = useCollection.getState().classes.find((one) => one.folder === folder);
      if (row === undefined) return;
      stopped.delete(folder);
      const text = 'Placing images on the map (UMAP), 61 of 200 rounds';
      patchExploration(folder, { status: 'running', progress: { text, share: 0.3 }, error: null });
      await pause(engine.pace);
      if (stopped.has(folder)) return patchExploration(folder, { status: 'idle', progress: null });
      const map = demoMap(classNumber(folder), row.imageCount, samplingNumber('imagesPerClass'));
      patchExploration(folder, { status: 'ready', progress: null, map });
      return patchClass(folder, { explored: { state: 'done' } });
    },
    cancelExplore: (folder) => void stopped.add(folder),
    async distill() {
      run = new AbortController();
      const { signal } = run;
      useRun.setState({ ...idleRun, status: 'preparing', activity: 'Encoding prompts' });
      const [imagesPerClass, steps] = [samplingNumber('imagesPerClass'), samplingNumber('steps')];
      const paused = () => useRun.getState().status === 'paused';
      await demoRun({ imagesPerClass, steps, pace: engine.pace }, signal, paused);
      useRun.setState({ status: 'done', live: null, secondsLeft: null });
    },
    pause: () => useRun.setState({ status: 'paused' }),
    resume: () => useRun.setState({ status: 'running' }),
    cancel: () => run.abort(),
    exportZip: async () => notify('info', 'The demo writes no zip.'),
    discardResults: async () => useRun.setState(idleRun),
    preview: {
      grid: () => Promise.resolve(),
      cancelGrid: () => undefined,
      savePicture: () => undefined,
    },
    compare: demoCompare(),
    selection: demoSelection(picture),
  };
  stopped = new Set();
  return engine;
}
