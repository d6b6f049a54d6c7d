/** What a classifier learns from a made set, against random real images of its size. */
import type { Control } from '../../src/core/call';
import type { ProtocolPreset } from '../../src/core/training/protocol';
import { evaluateSets } from '../../src/run/evaluation/evaluate-sets';
import type { EvaluationParts } from '../../src/run/evaluation/plan';
import type { HeldOutFacts } from '../../src/run/evaluation/report';
import { runSet, type KeptPlace } from '../../src/run/evaluation/sets/run-set';
import type { NamedClass } from '../../src/run/recipe/make-recipe';
import type { RunRecord } from '../../src/run/results/records';
import type { Accuracies } from './measures';

export interface AccuracyOrder {
  readonly record: RunRecord;
  readonly name: string;
  readonly classes: readonly NamedClass[];
  readonly protocol: ProtocolPreset;
  /** Trainings of each set. */
  readonly repeats: number;
}

export interface TrainedSet extends Accuracies {
  readonly heldOut: HeldOutFacts;
}

/** Seeds of a set's trainings are apart from those of the next set's. */
const SEEDS_OF_A_RUN = 1000;

/**
 * Means over repeats, in percent. What was trained before is found.
 * @returns null where a stop came first
 * @throws Error for a set that cannot be trained on
 */
export async function accuracyOf(
  parts: EvaluationParts & KeptPlace,
  { record, name, classes, protocol, repeats }: AccuracyOrder,
  control: Control,
  tell: (text: string) => void,
): Promise<TrainedSet | null> {
  const set = await runSet(parts, record, classes, name, 'equal');
  const seed = record.recipe.sampling.seed * SEEDS_OF_A_RUN;
  const order = { classes, sets: [set], protocol, repeats, seed };
  const outcome = await evaluateSets(parts, order, control, (event) => {
    if (event.kind === 'activity') tell(event.text);
  });
  if (outcome.kind === 'stopped') return null;
  if (outcome.kind === 'failed') throw new Error(`${name}: ${outcome.message}`);
  const { sets, heldOut } = outcome.report;
  const own = sets.find(({ id }) => id === record.handle);
  if (own === undefined || own.problem !== null) {
    throw new Error(`${name}: ${own?.problem ?? 'was not trained on'}`);
  }
  const percent = (value: number | undefined) => (value === undefined ? null : 100 * value);
  return {
    accuracy: percent(own.accuracy?.mean),
    overRandom: percent(own.overRandom?.mean),
    heldOut,
  };
}
