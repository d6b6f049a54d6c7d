/** An evaluation in memory: drawn classes, a trainer that counts what it does. */
import { Handle } from '../../../src/core/control';
import type { ProtocolPreset } from '../../../src/core/training/protocol';
import { quick } from '../../../src/core/training/protocols/quick';
import { evaluateSets } from '../../../src/run/evaluation/evaluate-sets';
import type { EvaluationEvent } from '../../../src/run/evaluation/events';
import type { EvaluationOrder, TrainingSet } from '../../../src/run/evaluation/order';
import type { EvaluationParts } from '../../../src/run/evaluation/plan';
import type { EvaluationReport } from '../../../src/run/evaluation/report';
import { sourceSet } from '../../../src/run/evaluation/sets/real-sets';
import type { Storage, TrainJob, Trainer } from '../../../src/run/ports';
import { Stages } from '../../../src/run/stages/stages';
import { type StepOptions, localTrainer } from '../../../src/run/training/functions';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { LinearStep } from './linear-step';

export const CLASSES = ['owl', 'fox', 'hen'].map((folder) => ({
  folder,
  name: folder,
  prompt: `a photo of a ${folder}`,
}));

/** Seconds of training at most: everything small. */
export const TINY: ProtocolPreset = {
  ...quick,
  id: 'tiny',
  network: { kind: 'convnet', depth: 1, width: 4 },
  side: 4,
  epochs: [{ upTo: null, value: 6 }],
  batch: [{ upTo: null, value: 4 }],
  looks: 3,
  repeats: 2,
};

export interface CountingTrainer extends Trainer {
  /** Every training that was begun. */
  readonly jobs: TrainJob[];
  steps: number;
}

/** @param onStep called before every step: throws or stops */
export function countingTrainer(
  onStep: (steps: number) => void = () => undefined,
): CountingTrainer {
  const jobs: TrainJob[] = [];
  const newStep = (options: StepOptions) => {
    const step = new LinearStep(options);
    const plain = step.step.bind(step);
    return Object.assign(step, {
      step: (...values: Parameters<typeof plain>) => {
        trainer.steps += 1;
        onStep(trainer.steps);
        return plain(...values);
      },
    });
  };
  const local = localTrainer('linear', newStep);
  const trainer: CountingTrainer = {
    jobs,
    steps: 0,
    backend: local.backend,
    probe: async (job, signal) => {
      const { steps } = trainer;
      const speed = await local.probe(job, signal);
      trainer.steps = steps;
      return { step: speed.step > 0 ? 0.5 : 0, look: 0.01 };
    },
    logits: (job, signal) => local.logits(job, signal),
    train: (job, control, onEvent) => {
      jobs.push(job);
      return local.train(job, control, onEvent);
    },
  };
  return trainer;
}

/** Three classes of thirty drawn pictures, a fifth of them held out. */
export function evaluationParts({
  storage = new MemoryStorage(),
  ...parts
}: Partial<EvaluationParts> & { readonly storage?: Storage } = {}): EvaluationParts {
  let now = 0;
  return {
    source: drawnSource(
      CLASSES.map(({ folder }) => ({ folder, images: 30 })),
      3,
      { kind: 'share', percent: 20 },
    ),
    resolution: 8,
    trainer: countingTrainer(),
    stages: new Stages(storage),
    clock: () => (now += 1000),
    ...parts,
  };
}

export function orderOf(
  sets: EvaluationOrder['sets'],
  changes: Partial<EvaluationOrder> = {},
): EvaluationOrder {
  return { classes: CLASSES, sets, protocol: TINY, repeats: 2, seed: 5, ...changes };
}

export const never = new AbortController().signal;

/** Of a set in a folder. */
export const factsOf = ({ source }: EvaluationParts, name: string, id = name) => ({
  id,
  name,
  evaluated: source,
});

/** Another folder's pictures of the same classes. */
export function folderSet(parts: EvaluationParts, name = 'mine', images = 3): Promise<TrainingSet> {
  const source = drawnSource(
    CLASSES.map(({ folder }) => ({ folder, images })),
    7,
  );
  return sourceSet({ ...parts, source }, CLASSES, factsOf(parts, name), never);
}

/** The report of an evaluation that comes to its end. */
export async function done(
  parts: EvaluationParts,
  order: EvaluationOrder,
  events: EvaluationEvent[] = [],
): Promise<EvaluationReport> {
  const outcome = await evaluateSets(parts, order, new Handle(), (event) => events.push(event));
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.report;
}
