/** From what a person chose to the order of an evaluation. */
import { withLabels } from '../../../core/training/with-labels';
import type { EvaluationOrder, TrainingSet } from '../../../run/evaluation/order';
import type { PicturePlace } from '../../../run/evaluation/sets/pictures-at';
import { fullSet, randomSet } from '../../../run/evaluation/sets/real-sets';
import { runSet } from '../../../run/evaluation/sets/run-set';
import type { NamedClass } from '../../../run/recipe/make-recipe';
import type { PageParts } from '../../adapters/page-parts';
import { networkOf, presetOf, sideOf } from '../../evaluate/networkChoices';
import { wholeName } from '../../runs/runName';
import type { KeptRun } from '../../state/compare';
import type { EvaluationChoices } from '../../state/evaluate';

/** Repeat r trains with this seed + r, everywhere: results of other days are found again. */
const SEED = 0;

export interface Asked {
  readonly choices: EvaluationChoices;
  readonly classes: readonly NamedClass[];
  /** Those that are evaluated. */
  readonly runs: readonly KeptRun[];
  /** Of random real images where no run gives a size. */
  readonly imagesPerClass: number;
}

async function setsOf(
  { runs, pictures }: PageParts,
  place: PicturePlace,
  { choices, classes, runs: chosen, imagesPerClass }: Asked,
  signal: AbortSignal,
): Promise<TrainingSet[]> {
  const sets: TrainingSet[] = [];
  const kept = { ...place, runs, pictures };
  for (const run of chosen) {
    const record = await runs.get(run.id);
    if (record === undefined) continue;
    sets.push(await runSet(kept, record, classes, wholeName(run), choices.weights));
  }
  if (sets.length === 0) sets.push(randomSet(place, classes, { imagesPerClass, seed: SEED }));
  if (choices.full) sets.push(await fullSet(place, classes, signal));
  return sets;
}

/** @throws StillroomError BadParameter, TooFewImages, and as reading does */
export async function askedOrder(
  parts: PageParts,
  place: PicturePlace,
  asked: Asked,
  signal: AbortSignal,
): Promise<EvaluationOrder> {
  const { choices, classes } = asked;
  const preset = presetOf(choices.protocol);
  return {
    classes,
    sets: await setsOf(parts, place, asked, signal),
    protocol: withLabels(preset, choices.labels),
    network: networkOf(preset, choices.network),
    side: sideOf(preset, choices.side, place.resolution),
    repeats: choices.repeats,
    seed: SEED,
    robustness: choices.robustness,
  };
}
