/** An evaluation for the demo: made-up numbers, drawn curves, the second run's class that is named worst. */
import { resolveProtocol } from '../../src/core/training/protocol';
import { quick } from '../../src/core/training/protocols/quick';
import type { EvaluationReport, SetReport, TrainingOutcome } from '../../src/run/evaluation/report';
import { pairedDifference, spreadOf } from '../../src/run/evaluation/statistics';
import type { EvaluateCommands } from '../../src/studio/commands/evaluate/contract';
import { goToSet } from '../../src/studio/commands/evaluate/go-to-set';
import { useCollection } from '../../src/studio/state/collection';
import { useCompare } from '../../src/studio/state/compare';
import { useEvaluate } from '../../src/studio/state/evaluate';
import { useImageValues, type ImageValuesState } from '../../src/studio/state/image-values';
import { keyed } from './drawnImages';

const HELD_OUT = 24;

function training(salt: number, repeat: number, classes: number, level: number): TrainingOutcome {
  const confusion = new Uint32Array(classes * classes);
  const right = Array.from({ length: classes }, (_, row) => {
    const share = Math.min(1, level + 0.3 * (keyed(salt, repeat, row) - 0.5));
    const count = Math.round(HELD_OUT * share);
    confusion[row * classes + row] = count;
    const other = row * classes + ((row + salt) % classes);
    confusion[other] = (confusion[other] ?? 0) + HELD_OUT - count;
    return count;
  });
  const accuracy = right.reduce((sum, count) => sum + count, 0) / (HELD_OUT * classes);
  const at = (epoch: number) => 1 - Math.exp(-epoch / 30);
  const epochs = Array.from({ length: 120 }, (_, i) => i + 1);
  return {
    repeat,
    seed: repeat,
    accuracy,
    best: { epoch: 100, accuracy: accuracy + 0.02, loss: 1.1 },
    classAccuracy: right.map((count) => count / HELD_OUT),
    confusion,
    curves: {
      losses: epochs.map((epoch) => ({
        epoch,
        loss: 1.9 - 1.5 * at(epoch) + 0.1 * keyed(salt, repeat, 100 + epoch),
        learningRate: 0.01,
      })),
      accuracies: epochs
        .filter((epoch) => epoch % 20 === 0)
        .map((epoch) => ({ epoch, accuracy: accuracy * at(2 * epoch), loss: 1 })),
    },
    seconds: 31,
  };
}

function demoReport(): EvaluationReport {
  const { classes } = useCollection.getState();
  const { runs } = useCompare.getState();
  const protocol = resolveProtocol(quick, { imagesPerClass: 10, classes: classes.length });
  const trained = (salt: number, level: number) =>
    [0, 1, 2].map((repeat) => training(salt, repeat, classes.length, level));
  const random = trained(1, 0.42);
  const setOf = (
    facts: Pick<SetReport, 'id' | 'name' | 'kind' | 'seconds'>,
    trainings: readonly TrainingOutcome[],
  ): SetReport => ({
    weights: 'equal',
    ...facts,
    imagesPerClass: 10,
    protocol,
    trainings,
    accuracy: spreadOf(trainings.map(({ accuracy }) => accuracy)),
    best: spreadOf(trainings.map(({ best }) => best.accuracy)),
    overRandom:
      facts.kind === 'run'
        ? pairedDifference(trainings.map((one, i) => one.accuracy - (random[i]?.accuracy ?? 0)))
        : null,
    belowFull: null,
    withoutAugmentation: [],
    robustness: null,
    problem: null,
  });
  return {
    protocol,
    teacher: null,
    classes: classes.map(({ name }) => name),
    heldOut: {
      split: '10 % of each class, by content',
      images: HELD_OUT * classes.length,
      leftOut: 0,
    },
    backend: 'wasm',
    sets: [
      setOf(
        { id: 'random-10', name: '10 random real images a class', kind: 'random', seconds: 0 },
        random,
      ),
      ...runs.map(({ id }, i) =>
        setOf(
          {
            id,
            name: i === 0 ? 'CoDA, IPC 10 · seed 0' : 'Random real, IPC 10 · seed 0',
            kind: 'run',
            seconds: i === 0 ? 78.6 : 0.25,
          },
          i === 0 ? trained(2, 0.55) : trained(3, 0.42),
        ),
      ),
    ],
  };
}

/** Two images of every class, one of them clearly worth less; the second part says what the first does. */
function demoValues(): Partial<ImageValuesState> {
  const { classes } = useCollection.getState();
  const values = classes.flatMap((_, label) =>
    [0.012, -0.012].map((mean, i) => {
      const shift = mean * (1 + keyed(7, label, 0));
      const reach = 0.016;
      const value = { mean: shift, interval: [shift - reach, shift + reach] as const, count: 10 };
      return { image: 2 * label + i, label, value };
    }),
  );
  const spread = (mean: number) => ({ mean, deviation: 0.02, count: 3 });
  const share = (i: number, j: number) => 0.35 + 0.4 * keyed(9, i, j);
  const parts = [0, 1, 2, 3];
  return {
    classes,
    judgement: {
      values,
      redundancy: {
        parts: parts.map((part) => ({
          name: part < 2 ? `image ${part + 1}` : `images ${3 * part - 3} to ${3 * part - 1}`,
          images: classes.length,
          byOthers: spread(share(part, part)),
        })),
        accuracy: parts.map((i) => parts.map((j) => spread(share(i, j)))),
      },
    },
    cost: { trainings: 0, seconds: 0, flop: 0 },
  };
}

export function demoEvaluate(): EvaluateCommands {
  return {
    choose: (changed) =>
      useEvaluate.setState(({ choices }) => ({ choices: { ...choices, ...changed } })),
    async start() {
      const report = demoReport();
      const folders = useCollection.getState().classes.map(({ folder }) => folder);
      const cost = { trainings: 0, seconds: 0, flop: 0 };
      useEvaluate.setState({ report, folders, status: 'done', cost });
    },
    openValues: (open) => useImageValues.setState({ open }),
    async startValues(set) {
      useImageValues.setState({ set, ...demoValues() });
    },
    makeAgain: () => Promise.resolve(),
    addCoresets: () => Promise.resolve(),
    pause: () => useEvaluate.setState({ status: 'paused' }),
    resume: () => useEvaluate.setState({ status: 'running' }),
    stop: () => useEvaluate.setState({ status: 'idle', live: null }),
    show: (shown) => useEvaluate.setState({ shown }),
    // Each of the demo's sets is the one that Distill shows.
    goTo: (set, folder, index) => goToSet(set, set, folder, index),
  };
}
