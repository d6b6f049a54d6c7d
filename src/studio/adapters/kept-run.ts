/** A record as the page's list shows it. */
import type { PackDescription } from '../../core/formats/pack';
import type { RunRecord } from '../../run/results/records';
import { recipeKey } from '../runs/recipeKey';
import { runName } from '../runs/runName';
import type { KeptRun } from '../state/compare';
import { imagesOf } from './run-reducer';

/** @param pack the model that is loaded */
export function keptRun(
  { handle, hash, recipe, startedAt, state }: RunRecord,
  imagesDone: number,
  pack: PackDescription | null,
): KeptRun {
  const { method, parameters, sampling, classes, edits = [] } = recipe;
  const packId = recipe.pack.id;
  const madeAgain = edits.reduce((sum, { seeds = [] }) => sum + seeds.length, 0);
  return {
    id: handle,
    hash,
    key: recipeKey(recipe),
    ...runName({ method, parameters, sampling, packId, madeAgain }, pack),
    method,
    parameters,
    sampling,
    startedAt,
    complete: state === 'done',
    imagesDone,
    imagesTotal: imagesOf({ recipe }),
    folders: classes.map(({ folder }) => folder),
    packId,
    madeAgain,
  };
}
