/** A report of two runs, random real images and all of them: three classes, two repeats. */
import { quick } from '../../../../src/core/training/protocols/quick';
import { resolveProtocol } from '../../../../src/core/training/protocol';
import type {
  EvaluationReport,
  SetReport,
  TrainingOutcome,
} from '../../../../src/run/evaluation/report';
import { pairedDifference, spreadOf } from '../../../../src/run/evaluation/statistics';

const protocol = resolveProtocol(quick, { imagesPerClass: 2, classes: 3, repeats: 2 });

/** Of 10 held-out images a class, `right` are named rightly; the rest are taken for the next class. */
export function training(repeat: number, right: readonly number[]): TrainingOutcome {
  const confusion = new Uint32Array(9);
  right.forEach((count, row) => {
    confusion[row * 3 + row] = count;
    confusion[row * 3 + ((row + 1) % 3)] = 10 - count;
  });
  const accuracy = right.reduce((sum, count) => sum + count, 0) / 30;
  return {
    repeat,
    seed: repeat,
    accuracy,
    best: { epoch: 60, accuracy: accuracy + 0.1, loss: 1 },
    classAccuracy: right.map((count) => count / 10),
    confusion,
    curves: {
      losses: [1, 2, 3].map((epoch) => ({ epoch, loss: 1 / epoch, learningRate: 0.01 })),
      accuracies: [{ epoch: 3, accuracy, loss: 1 }],
    },
    seconds: 12,
  };
}

export function set(
  id: string,
  kind: SetReport['kind'],
  trainings: readonly TrainingOutcome[],
  random: readonly TrainingOutcome[] = [],
): SetReport {
  return {
    id,
    name: { random: '2 random real images a class', full: 'All real images' }[id] ?? `Run ${id}`,
    kind,
    imagesPerClass: kind === 'full' ? 100 : 2,
    weights: 'equal',
    protocol,
    seconds: kind === 'run' ? 75 : 0,
    trainings,
    accuracy: spreadOf(trainings.map(({ accuracy }) => accuracy)),
    best: spreadOf(trainings.map(({ best }) => best.accuracy)),
    overRandom: pairedDifference(
      trainings.flatMap(({ accuracy }, i) => {
        const base = random[i];
        return base === undefined ? [] : [accuracy - base.accuracy];
      }),
    ),
    belowFull: null,
    withoutAugmentation: [],
    robustness: null,
    problem: null,
  };
}

export function report(sets: readonly SetReport[]): EvaluationReport {
  return {
    protocol,
    teacher: null,
    classes: ['cactus', 'lighthouse', 'teapot'],
    heldOut: { split: '10 % of each class, by content', images: 30, leftOut: 0 },
    backend: 'wasm',
    sets,
  };
}

export const random = [training(0, [5, 4, 3]), training(1, [4, 4, 4])];
