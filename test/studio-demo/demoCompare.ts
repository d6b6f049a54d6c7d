/** Two kept runs for the demo, once the demo run has made images: drawn pictures, made-up numbers. */
import { byName } from '../../src/core/by-name';
import type { CompareCommands } from '../../src/studio/commands/compare/contract';
import type { ClassNumbers } from '../../src/run/results/metrics';
import { follow } from '../../src/run/follow';
import { subscribeAll } from '../../src/studio/adapters/subscribe-all';
import { comparedClass } from '../../src/studio/compare/comparedClass';
import { useCollection } from '../../src/studio/state/collection';
import {
  useCompare,
  withCell,
  type KeptRun,
  type RunPicture,
} from '../../src/studio/state/compare';
import { useRun } from '../../src/studio/state/run';
import { useShown } from '../../src/studio/state/shown';
import { useSelection } from '../../src/studio/state/selection';
import { useSettings } from '../../src/studio/state/settings';
import { keyed } from './drawnImages';

const METHODS = ['coda', 'random-real'] as const;

export function demoRuns(): KeptRun[] {
  const { results } = useShown.getState();
  const folders = [...results.keys()];
  const imagesDone = [...results.values()].flat().length;
  if (imagesDone === 0) return [];
  const { sampling, parameters } = useSettings.getState();
  return METHODS.map((method, i) => ({
    id: method,
    hash: null,
    key: method,
    name: i === 0 ? 'CoDA' : 'Random real',
    detail: 'IPC 10 · seed 0',
    method,
    parameters: i === 0 ? parameters : {},
    sampling: { ...sampling, imagesPerClass: 10, seed: 0 },
    startedAt: new Date(2026, 10, 20, 14, 5 - i).toISOString(),
    complete: true,
    imagesDone,
    imagesTotal: imagesDone,
    folders,
    packId: 'drawn',
    madeAgain: 0,
  }));
}

function demoNumbers(run: number, klass: number): ClassNumbers {
  const share = (salt: number) => keyed(run, klass, salt);
  return {
    images: 10,
    coverage: 0.1 + 0.2 * share(1),
    density: 0.4 + 0.9 * share(2),
    precision: run === 0 ? share(3) : 1,
    recall: null,
    frechet: 800 + 400 * share(4),
    transport: 30 + 12 * share(5),
    vendi: 2 + 6 * share(6),
    modesHit: Math.round(5 * share(7)) / 5,
    follows: run === 0 ? 0.9 : null,
    copies: run === 0 ? 0 : null,
    sharpness: 0.8 + 0.4 * share(8),
    norm: 0.9 + 0.2 * share(9),
    targetDistance: run === 0 ? 20 + 9 * share(10) : null,
    transportLoss: null,
    meanMatchingLoss: null,
    repulsionLoss: null,
    secondsPerImage: run === 0 ? 1.31 : 0.0042,
    missing: { recall: 'There are 5 synthetic points; recall with k = 5 needs at least 6.' },
    remarks: run === 0 ? {} : { precision: 'These are images of the class.' },
  };
}

/** The second run's pictures: the same, in another order. */
function demoPictures(run: number, folder: string): RunPicture[] {
  const made = useShown.getState().results.get(folder) ?? [];
  return made.map((_, index) => {
    const source = made[run === 0 ? index : made.length - 1 - index];
    return {
      index,
      url: source?.url ?? '',
      size: source?.size ?? 0,
      origin: run === 0 ? 'generated' : 'real',
      coreImage: source?.coreImage ?? null,
    };
  });
}

/** Shows both runs of a class. */
function show(folder: string): void {
  const { classes } = useCollection.getState();
  METHODS.forEach((method, run) => {
    useCompare.setState((state) => ({
      pictures: withCell(state.pictures, method, folder, demoPictures(run, folder)),
    }));
    classes.forEach((row, klass) => {
      useCompare.setState((state) => ({
        numbers: withCell(state.numbers, method, row.folder, demoNumbers(run, klass)),
      }));
    });
  });
}

/** The comparison follows the page, as the real one does. */
export function followComparison(): void {
  follow({
    subscribe: subscribeAll(useSelection, useRun),
    dependencies: () => {
      const { tab, folder } = useSelection.getState();
      return { folder, tab, status: useRun.getState().status };
    },
    make: ({ folder }) => {
      const runs = demoRuns();
      useCompare.setState(({ chosen, choseThemselves }) => ({
        runs,
        chosen: choseThemselves ? chosen : runs.map(({ id }) => id),
      }));
      const shown = comparedClass(runs, folder);
      if (shown !== null) show(shown);
      return Promise.resolve();
    },
    failed: (error) =>
      useCompare.setState({ problems: byName({ demo: byName({ demo: String(error) }) }) }),
  });
}

export function demoCompare(): CompareCommands {
  return {
    choose: (chosen) => useCompare.setState({ chosen, choseThemselves: true }),
    stop: () => useCompare.setState({ measuring: null, stopped: true }),
    goOn: () => useCompare.setState({ stopped: false }),
  };
}
