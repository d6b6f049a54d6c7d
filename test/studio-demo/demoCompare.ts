/** Two kept runs for the demo, once the demo run has made images: drawn pictures, made-up numbers. */
import type { CompareCommands } from '../../src/studio/engine/compare/contract';
import { useCollection } from '../../src/studio/state/collection';
import {
  useCompare,
  withCell,
  type ClassNumbers,
  type KeptRun,
  type RunPicture,
} from '../../src/studio/state/compare';
import { useRun } from '../../src/studio/state/run';
import { useSettings } from '../../src/studio/state/settings';
import { keyed } from './drawnImages';

const METHODS = ['coda', 'random-real'] as const;

function demoRuns(): KeptRun[] {
  const { results } = useRun.getState();
  const folders = Object.keys(results);
  const imagesDone = Object.values(results).flat().length;
  if (imagesDone === 0) return [];
  const { sampling, parameters } = useSettings.getState();
  return METHODS.map((method, i) => ({
    id: method,
    method,
    parameters: i === 0 ? parameters : {},
    sampling: { ...sampling, imagesPerClass: 10, seed: 0 },
    startedAt: new Date(2026, 10, 20, 14, 5 - i).toISOString(),
    complete: true,
    imagesDone,
    imagesTotal: imagesDone,
    folders,
    packId: 'drawn',
  }));
}

function demoNumbers(run: number, klass: number): ClassNumbers {
  const share = (salt: number) => keyed(run, klass, salt);
  return {
    images: 10,
    coverage: 0.1 + 0.2 * share(1),
    density: 0.4 + 0.9 * share(2),
    precision: share(3),
    recall: null,
    frechet: 800 + 400 * share(4),
    transport: 30 + 12 * share(5),
    vendi: 2 + 6 * share(6),
    modesHit: Math.round(5 * share(7)) / 5,
    secondsPerImage: run === 0 ? 1.31 : 0.0042,
    missing: { recall: 'There are 5 synthetic points; recall with k = 5 needs at least 6.' },
  };
}

/** The second run's pictures: the same, in another order. */
function demoPictures(run: number, folder: string): RunPicture[] {
  const made = useRun.getState().results[folder] ?? [];
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

export function demoCompare(): CompareCommands {
  return {
    async refresh() {
      const runs = demoRuns();
      useCompare.setState(({ chosen, choseThemselves }) => ({
        runs,
        chosen: choseThemselves ? chosen : runs.map(({ id }) => id),
      }));
    },
    choose: (chosen) => useCompare.setState({ chosen, choseThemselves: true }),
    async show(folder) {
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
    },
    stop: () => useCompare.setState({ measuring: null, stopped: true }),
    async remove(id) {
      useCompare.setState(({ runs, chosen }) => ({
        runs: runs.filter((run) => run.id !== id),
        chosen: chosen.filter((one) => one !== id),
      }));
    },
  };
}
