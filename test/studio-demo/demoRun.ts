/** A run for the demo: pictures that come out of noise at a pace that one can watch. */
import { withImage } from '../../src/studio/adapters/run-reducer';
import { byName, withName } from '../../src/core/by-name';
import { useCollection } from '../../src/studio/state/collection';
import { useExplore } from '../../src/studio/state/explore';
import { useShown } from '../../src/studio/state/shown';
import { useRun, type ReportRow, type SyntheticImage } from '../../src/studio/state/run';
import { demoMap, modeOf } from './demoMap';
import { drawImage, keyed, toUrl } from './drawnImages';

export interface DemoRunSettings {
  readonly imagesPerClass: number;
  readonly steps: number;
  /** Milliseconds a step; 0 makes everything at once. */
  readonly pace: number;
}

/** Makes one finished image. */
export async function demoSynthetic(
  folder: string,
  klass: number,
  index: number,
  steps: number,
): Promise<SyntheticImage> {
  const core = useExplore.getState().classes.get(folder)?.map?.cores[index]?.imageIndex ?? index;
  const picture = drawImage(klass, core + 10_000 + index, modeOf(klass, core), 0.04);
  return {
    folder,
    index,
    origin: 'generated',
    coreImage: core,
    size: picture.size,
    url: await toUrl(picture),
    seconds: 0.9 + keyed(klass, index),
    report: demoReport(klass, index, steps),
  };
}

function demoReport(klass: number, index: number, steps: number): ReportRow[] {
  return Array.from({ length: steps }, (_, step) => {
    const left = 1 - step / steps;
    const sigma = 14.6 * left ** 3 + 0.03;
    const share = step < 0.9 * steps ? 0.05 * sigma * (0.8 + 0.4 * keyed(klass, index, step)) : 0;
    return {
      step,
      timestep: Math.round(999 * left),
      sigma,
      shares: byName({ alignment: share, cfg: 0.3 * left * (0.9 + 0.2 * keyed(index, step)) }),
      distance: 4 + 38 * left ** 1.5 + keyed(step, index),
      loss: null,
    };
  });
}

/** Runs until all is made or the signal fires; `isPaused` holds it between steps. */
export async function demoRun(
  settings: DemoRunSettings,
  signal: AbortSignal,
  isPaused: () => boolean,
): Promise<void> {
  const { imagesPerClass, steps, pace } = settings;
  const rows = useCollection.getState().classes;
  const included = rows.filter((row) => row.included && row.problem === null);
  const imagesTotal = included.length * imagesPerClass;
  useRun.setState({
    status: 'running',
    imagesDone: 0,
    imagesTotal,
    resumable: false,
  });
  for (const row of included) {
    const klass = rows.indexOf(row);
    const map = demoMap(klass, row.imageCount, imagesPerClass);
    useExplore.setState(({ classes }) => ({
      classes: withName(classes, row.folder, {
        status: 'ready',
        progress: null,
        error: null,
        map,
      }),
    }));
    for (let index = 0; index < imagesPerClass; index++) {
      useRun.setState({ activity: `${row.name}, image ${index + 1}` });
      const image = await demoSynthetic(row.folder, klass, index, steps);
      const shown = pace > 0 ? steps : 0;
      for (let step = 1; step <= shown; step++) {
        do await pause(pace);
        while (isPaused() && !signal.aborted);
        if (signal.aborted) return;
        const seed = (image.coreImage ?? 0) + 10_000 + index;
        const mode = modeOf(klass, image.coreImage ?? 0);
        const { pixels, size } = drawImage(klass, seed, mode, 1 - step / steps);
        useRun.setState({
          live: { folder: row.folder, first: index, step, steps, size, pictures: [pixels] },
        });
      }
      finish(image);
    }
  }
}

function finish(image: SyntheticImage): void {
  useRun.setState((state) => ({
    live: null,
    imagesDone: state.imagesDone + 1,
    secondsPerImage: 1.3,
  }));
  useShown.setState(({ results }) => ({ results: withImage(results, image) }));
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
