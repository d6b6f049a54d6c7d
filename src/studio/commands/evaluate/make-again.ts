/**
 * Images of a kept run made again, from other noise or pulled to other cores: the run's settings on the
 * sliders, other seeds or cores for these, and Distill.
 */
import { controlOf } from '../../../core/control';
import { StillroomError } from '../../../core/errors';
import type { Recipe } from '../../../core/formats/recipe';
import { planOf } from '../../../methods/plan-of';
import { readClass } from '../../../run/makers/class-work';
import { prepareGenerated } from '../../../run/makers/generated-inputs';
import { nextCores } from '../../../run/makers/other-cores';
import type { ImageCores } from '../../../run/recipe/image-seeds';
import { planOfRecipe } from '../../../run/results/recipe-plan';
import type { RunRecord } from '../../../run/results/records';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { useCollection } from '../../state/collection';
import { changeSettings } from '../../state/settings';
import { restoredClasses } from '../collection/restored-classes';
import { showRecord } from '../run/show-record';
import { indicesIn, withNewSeeds, withOtherCores } from './again-edits';
import type { AgainFrom, ImagePlace } from './contract';

/**
 * What these images may be pulled to in place of what they are pulled to now, by folder and index.
 * @throws StillroomError BadParameter for a method without cores, TooFewImages where a class has no other
 *   image, and as preparing a run does
 */
async function otherCores(
  parts: PageParts,
  recipe: Recipe,
  images: readonly ImagePlace[],
): Promise<ReadonlyMap<string, ImageCores>> {
  const model = await parts.model.ready();
  const stages = stageParts(parts, model);
  const plan = planOf(recipe, model.loaded.pack);
  const method = plan.plan;
  if (method.output !== 'generated' || method.targets.cores === undefined) {
    throw new StillroomError(
      'BadParameter',
      'The images of this set are pulled to no cores, so there are no others to pull them to. Make them again from other noise, or distill by a method with cores.',
    );
  }
  const hooks = { control: controlOf(new AbortController().signal), tell: () => undefined };
  const found = new Map<string, ImageCores>();
  for (const [folder, indices] of indicesIn(images)) {
    const work = await readClass(stages, { recipe, plan, folder }, hooks);
    const { targets, latents } = await prepareGenerated(stages, work, method, hooks);
    const { cores } = targets;
    if (cores === undefined || latents === null) continue;
    const next = nextCores(cores, latents, indices);
    if (next.size < indices.length) {
      throw new StillroomError(
        'TooFewImages',
        `${work.entry.name} has ${latents.rows} images, and ${cores.images.length} of them are cores already: there are not enough others. Make these again from other noise, or add images.`,
      );
    }
    found.set(folder, next);
  }
  return found;
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
 * Puts a kept run on the page with other seeds or cores for some of its images; what is left is to press
 * Distill.
 * @param set a run's handle
 * @throws StillroomError BadParameter, PackMismatch, TooFewImages, and what loading the model ended with
 */
export async function prepareAgain(
  parts: PageParts,
  set: string,
  images: readonly ImagePlace[],
  from: AgainFrom,
): Promise<void> {
  const { runs, model, library, shown } = parts;
  const record = await runs.get(set);
  if (record === undefined) {
    throw new StillroomError('BadParameter', 'This set is no longer kept. Distill it again first.');
  }
  requireSampled(record, (await model.ready()).loaded.packHash);
  const { recipe } = record;
  const cores = from === 'cores' ? await otherCores(parts, recipe, images) : null;
  await showRecord(record, shown);
  const { classes, sampling } = recipe;
  for (const [folder, edit] of restoredClasses(useCollection.getState().classes, classes)) {
    library.edit(folder, edit);
  }
  changeSettings(
    ({ edits }) => ({
      edits:
        cores === null
          ? withNewSeeds(edits, images, sampling.seed)
          : withOtherCores(edits, cores, sampling.seed),
    }),
    'made again',
    performance.now(),
  );
}
