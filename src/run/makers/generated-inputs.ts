/**
 * What a sampled class is made from, and the jobs that make its images: a run, the live preview and the
 * grid work on the same.
 */
import { inOwnDirection } from '../../core/own-direction';
import type { SampleJob } from '../../core/sampling/sample-request';
import type { GeneratedPlan, ImageInput } from '../../methods/method';
import type { RunPlan } from '../../methods/plan-of';
import { intervalOf } from '../../methods/sampling';
import type { FoundTargets } from '../../methods/targets';
import { classLatents, type ClassLatents } from '../stages/latents';
import { imageCores, imageSeeds, type ImageCores, type ImageSeeds } from '../recipe/image-seeds';
import type { StageParts } from '../stages/stage-parts';
import { allTargets } from '../stages/targets';
import { requireImages, type ClassWork, type PrepareHooks } from './class-work';
import { conditionsOf, type Conditions } from './conditions';
import { withOwnCores } from './other-cores';

export interface GeneratedInputs {
  /** The class's identity: its folder's name. */
  readonly folder: string;
  /** null where the plan asks for no targets. */
  readonly latents: ClassLatents | null;
  readonly targets: FoundTargets;
  readonly conditions: Conditions;
  /** Images with a seed of their own. */
  readonly seeds: ImageSeeds;
  /** Images with a core of their own, which `targets` has already. */
  readonly cores: ImageCores;
}

/** Latents of a class, with what is told while they are made. */
export function toldLatents(
  parts: StageParts,
  { entry, ...work }: ClassWork,
  { control, tell }: PrepareHooks,
): Promise<ClassLatents> {
  tell(`Encoding ${entry.name}`);
  return classLatents(parts, work, control.signal, (done, total) => {
    tell(`Encoding ${inOwnDirection(entry.name)}: ${done} of ${total} images`);
  });
}

/** How the search for a class's targets is told and stopped. */
export function targetHooks(name: string, { control, tell }: PrepareHooks) {
  return {
    signal: control.signal,
    onProgress: (what: 'targets' | 'cores' | 'samples' | 'features', share: number | null) => {
      const percent = `${Math.round(100 * (share ?? 0))} %`;
      if (what === 'samples' || what === 'features') {
        const of = what === 'samples' ? 'Sampling the latents' : 'Asking the denoiser for features';
        tell(`${of} of ${inOwnDirection(name)}: ${percent}`);
        return;
      }
      const umap = share === null ? '' : `: UMAP ${Math.round(share * 100)} %`;
      tell(`Finding the ${what} of ${name}${umap}`);
    },
  };
}

/**
 * Encodes and searches as far as the plan needs it.
 * @throws StillroomError TooFewImages, TooFewCores, BadRecipe (a core of another class), Aborted, and what
 *   encoding may throw
 */
export async function prepareGenerated(
  parts: StageParts,
  work: ClassWork,
  method: GeneratedPlan,
  hooks: PrepareHooks,
): Promise<GeneratedInputs> {
  requireImages(work);
  const { recipe, plan, entry } = work;
  const { folder } = entry;
  const { signal } = hooks.control;
  const searches = Object.keys(method.targets).length > 0 || method.candidates !== null;
  const latents = searches ? await toldLatents(parts, work, hooks) : null;
  const others = method.usesOtherClasses
    ? recipe.classes.filter((one) => one.folder !== folder)
    : [];
  const options = { seed: plan.sampling.seed, name: folder };
  // The search keeps the analysis busy, and the model has time.
  const [found, conditions] = await Promise.all([
    latents === null
      ? {}
      : allTargets(parts, latents, method.targets, options, targetHooks(entry.name, hooks)),
    conditionsOf(parts.model, entry, others, signal),
  ]);
  const cores = imageCores(recipe, folder);
  const targets = latents === null ? found : withOwnCores(found, latents, cores, entry.name);
  return { folder, latents, targets, conditions, seeds: imageSeeds(recipe, folder), cores };
}

/**
 * The sampling job of some of the class's images.
 * @param finished latents that a sequential method sees
 * @throws StillroomError TooFewCores, BadParameter
 */
export function jobOf(
  { sampling, solver }: Pick<RunPlan, 'sampling' | 'solver'>,
  method: GeneratedPlan,
  { folder, targets, conditions, seeds }: GeneratedInputs,
  images: readonly number[],
  finished: readonly Float64Array[],
): SampleJob {
  const { seed, cfgScale } = sampling;
  const guidanceInterval = intervalOf(sampling);
  const { others, nothing } = conditions;
  const { start } = method;
  const own = method.condition === 'none' ? nothing : conditions.own;
  return {
    solver,
    seed,
    guidanceScale: cfgScale,
    ...(guidanceInterval && { guidanceInterval }),
    nullCondition: nothing,
    ...(start === null ? {} : { strength: start.strength }),
    ...(method.joint && { joint: method.joint(targets) }),
    images: images.map((image) => {
      const ownSeed = seeds.get(image);
      const input: ImageInput = {
        className: folder,
        image,
        seed: ownSeed ?? seed,
        targets,
        finished,
        condition: own,
        otherConditions: others,
      };
      return {
        className: folder,
        image,
        ...(ownSeed === undefined ? {} : { seed: ownSeed }),
        condition: own,
        terms: method.terms(input),
        ...(start === null ? {} : { startLatent: start.latent(input) }),
      };
    }),
  };
}
