/** Images of a kept run with other noise: the run's settings on the sliders, other seeds for these, and Distill. */
import { StillroomError } from '../../../core/errors';
import { newSeeds } from '../../../run/recipe/image-seeds';
import { planOfRecipe } from '../../../run/results/recipe-plan';
import type { RunRecord } from '../../../run/results/records';
import { NO_EDITS } from '../../../core/scoring/edits';
import type { PageParts } from '../../adapters/page-parts';
import { useCollection } from '../../state/collection';
import { changeSettings, type EditsByFolder, type OwnEdits } from '../../state/settings';
import { restoredClasses } from '../collection/restored-classes';
import { showRecord } from '../run/show-record';
import type { ImagePlace } from './contract';

/** The edits with another seed for each of these images. */
export function withNewSeeds(
  edits: EditsByFolder,
  images: readonly ImagePlace[],
  runSeed: number,
): EditsByFolder {
  const changed = new Map(edits);
  for (const folder of new Set(images.map((image) => image.folder))) {
    const own: OwnEdits = changed.get(folder) ?? NO_EDITS;
    const indices = images.filter((image) => image.folder === folder).map(({ index }) => index);
    const seeds = newSeeds(folder, indices, own.seeds ?? [], runSeed);
    changed.set(folder, { ...own, seeds });
  }
  return changed;
}

/** @throws StillroomError BadParameter for a run of real images, PackMismatch for one of another model */
function requireSampled({ recipe }: RunRecord, packHash: string): void {
  if (planOfRecipe(recipe).output !== 'generated') {
    throw new StillroomError(
      'BadParameter',
      'The images of this set are real ones: there is no noise that could be another. Distill with another seed, or by another method, to have other images.',
    );
  }
  if (recipe.pack.hash === packHash) return;
  throw new StillroomError(
    'PackMismatch',
    `This set was made by the model "${recipe.pack.id}" ${recipe.pack.version}, and another one is loaded. Choose that model to make its images again.`,
    { expected: recipe.pack.hash, received: packHash },
  );
}

/**
 * Puts a kept run on the page with other seeds for some of its images; what is left is to press Distill.
 * @param set a run's handle
 * @throws StillroomError BadParameter, PackMismatch, and what loading the model ended with
 */
export async function prepareAgain(
  { runs, model, library, shown }: PageParts,
  set: string,
  images: readonly ImagePlace[],
): Promise<void> {
  const record = await runs.get(set);
  if (record === undefined) {
    throw new StillroomError('BadParameter', 'This set is no longer kept. Distill it again first.');
  }
  requireSampled(record, (await model.ready()).loaded.packHash);
  await showRecord(record, shown);
  const { classes, sampling } = record.recipe;
  for (const [folder, edit] of restoredClasses(useCollection.getState().classes, classes)) {
    library.edit(folder, edit);
  }
  changeSettings(
    ({ edits }) => ({ edits: withNewSeeds(edits, images, sampling.seed) }),
    'made again',
    performance.now(),
  );
}
