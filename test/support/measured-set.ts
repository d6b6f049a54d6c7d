/** An evaluation of an exported set, as a person might have made it. */
import { resolveProtocol, type Protocol } from '../../src/core/training/protocol';
import { quick } from '../../src/core/training/protocols/quick';
import type { EvaluationReport, SetReport, TrainingOutcome } from '../../src/run/evaluation/report';

export const PROTOCOL: Protocol = resolveProtocol(quick, { imagesPerClass: 10, classes: 2 });

function training(repeat: number, accuracy: number, best: number): TrainingOutcome {
  return {
    repeat,
    seed: 7 + repeat,
    accuracy,
    best: { epoch: 80, accuracy: best, loss: 1 },
    classAccuracy: [accuracy, accuracy],
    confusion: new Uint32Array(4),
    curves: { losses: [], accuracies: [] },
    seconds: 12,
  };
}

export function setReport(changes: Partial<SetReport> & Pick<SetReport, 'id'>): SetReport {
  return {
    name: changes.id,
    kind: 'run',
    imagesPerClass: 10,
    weights: 'equal',
    protocol: PROTOCOL,
    seconds: null,
    trainings: [training(0, 0.42, 0.44), training(1, 0.46, 0.47)],
    accuracy: { mean: 0.44, deviation: 0.0283, count: 2 },
    best: { mean: 0.455, deviation: 0.0212, count: 2 },
    overRandom: null,
    belowFull: null,
    withoutAugmentation: [],
    robustness: null,
    problem: null,
    ...changes,
  };
}

/** Of the set `own`, random images, a coreset and one that could not be trained on. */
export function reportOf(own: string, changes: Partial<EvaluationReport> = {}): EvaluationReport {
  return {
    protocol: PROTOCOL,
    teacher: null,
    classes: ['tench', 'odd'],
    heldOut: { split: '10 % of each class by content', images: 1234, leftOut: 3 },
    backend: 'wasm',
    sets: [
      setReport({
        id: 'random-10',
        kind: 'random',
        trainings: [training(0, 0.36, 0.38), training(1, 0.37, 0.39)],
        accuracy: { mean: 0.365, deviation: 0.0071, count: 2 },
      }),
      setReport({
        id: 'herding',
        name: 'Herding | <b>core</b>',
        seconds: 1.25,
        belowFull: { mean: 0.125, interval: null, count: 1 },
      }),
      setReport({
        id: own,
        name: 'CoDA',
        seconds: 90,
        overRandom: { mean: 0.075, interval: [-0.011, 0.161], count: 2 },
      }),
      setReport({
        id: 'broken',
        trainings: [],
        accuracy: null,
        best: null,
        problem: 'The class "odd" has no images.',
      }),
    ],
    ...changes,
  };
}

/** The evaluation with one repeat of everything and no random images beside it. */
export function singleReport(own: string): EvaluationReport {
  const set = setReport({
    id: own,
    trainings: [training(0, 0.42, 0.44)],
    accuracy: { mean: 0.42, deviation: 0, count: 1 },
    best: { mean: 0.44, deviation: 0, count: 1 },
  });
  return reportOf(own, { sets: [set] });
}
