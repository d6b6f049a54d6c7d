/** A class whose images are sampled: its conditions and targets, and the jobs that make its images. */
import type { SampleJob } from '../../../core/sampling/sample-request';
import { toErrorRecord } from '../../../core/errors';
import type { GeneratedPlan, ImageInput } from '../../../methods/method';
import { intervalOf } from '../../../methods/sampling';
import type { FoundTargets } from '../../../methods/targets';
import type { PackDescription } from '../../../core/formats/pack';
import type { StageKey } from '../../../data/store/stage-store';
import type { ClassLatents } from '../class-latents';
import { problemText } from '../problem-text';
import { ResultStore, type RunClass, type StoredImage } from '../result-store';
import type { RunPlan } from '../run-plan';
import {
  conditionsOf,
  findAllTargets,
  latentsOf,
  readClass,
  type Conditions,
  type MakerParts,
  type PrepareHooks,
} from './class-inputs';
import type { ClassMaker, MakeHooks, RealSource } from './maker';

/** After these the model's thread is started again, and the image in the making is begun anew. */
export const BROKEN_THREAD: ReadonlySet<string> = new Set([
  'DeviceLost',
  'OutOfMemory',
  'WorkerLost',
]);

/** What a generated class is made from; the live preview works on the same. */
export interface GeneratedInputs {
  readonly entry: RunClass;
  /** null where the plan asks for no targets. */
  readonly latents: ClassLatents | null;
  readonly targets: FoundTargets;
  readonly conditions: Conditions;
}

/**
 * Reads, encodes and searches as far as the plan needs it.
 * @throws StillroomError TooFewImages, TooFewCores, Aborted, and what reading and encoding may throw
 */
export async function prepareGenerated(
  parts: MakerParts,
  plan: RunPlan,
  method: GeneratedPlan,
  pack: PackDescription,
  entry: RunClass,
  hooks: PrepareHooks,
): Promise<GeneratedInputs> {
  const { imagesPerClass, seed } = plan.sampling;
  await readClass(parts, entry, imagesPerClass, hooks);
  const searches = Object.keys(method.targets).length > 0;
  const latents = searches ? await latentsOf(parts, entry, hooks) : null;
  // The search keeps the analysis thread busy, and the model's thread has time.
  const [targets, conditions] = await Promise.all([
    latents === null ? {} : findAllTargets(parts, entry, method.targets, latents, seed, hooks),
    conditionsOf(parts, entry, plan, pack.text.nullPrompt),
  ]);
  return { entry, latents, targets, conditions };
}

/**
 * The sampling job of some of the class's images.
 * @param finished latents that a sequential method sees
 * @throws StillroomError TooFewCores, BadParameter
 */
export function jobOf(
  { sampling, solver }: RunPlan,
  method: GeneratedPlan,
  { entry, targets, conditions }: GeneratedInputs,
  images: readonly number[],
  finished: readonly Float64Array[],
): SampleJob {
  const { seed, cfgScale } = sampling;
  const guidanceInterval = intervalOf(sampling);
  const { own, others, nothing, tokens, width } = conditions;
  return {
    solver,
    seed,
    guidanceScale: cfgScale,
    ...(guidanceInterval && { guidanceInterval }),
    tokens,
    width,
    nullCondition: nothing,
    ...(method.start === null ? {} : { strength: method.start.strength }),
    images: images.map((image) => {
      const input: ImageInput = {
        className: entry.folder,
        image,
        seed,
        targets,
        finished,
        condition: own,
        otherConditions: others,
      };
      return {
        className: entry.folder,
        image,
        condition: own,
        terms: method.terms(input),
        ...(method.start === null ? {} : { startLatent: method.start.latent(input) }),
      };
    }),
  };
}

export class GeneratedClass implements ClassMaker {
  readonly #parts: MakerParts;
  readonly #plan: RunPlan;
  readonly #method: GeneratedPlan;
  readonly #pack: PackDescription;
  readonly #inputs: GeneratedInputs;

  constructor(
    parts: MakerParts,
    plan: RunPlan,
    method: GeneratedPlan,
    pack: PackDescription,
    inputs: GeneratedInputs,
  ) {
    this.#parts = parts;
    this.#plan = plan;
    this.#method = method;
    this.#pack = pack;
    this.#inputs = inputs;
  }

  key(index: number): StageKey {
    const { record, sampling, solver } = this.#plan;
    const { latents, entry } = this.#inputs;
    const { targets: requests, sequential } = this.#method;
    const { seed, cfgScale } = sampling;
    const cfgInterval = intervalOf(sampling);
    const core = this.source(index);
    // One core decides one image of CoDA; methods that look at all targets depend on all of them.
    const alone = core !== null && Object.keys(requests).length === 1;
    return ResultStore.key({
      pack: record.pack.hash,
      backend: record.backend,
      method: record.method,
      parameters: record.parameters,
      sampling: {
        seed,
        cfgScale,
        ...(cfgInterval && { cfgInterval: { ...cfgInterval } }),
        solver: { ...solver },
      },
      folder: entry.folder,
      prompt: entry.prompt,
      index,
      target: alone
        ? (latents?.images[core.image]?.sha256 ?? null)
        : { latents: latents?.key ?? null, requests: structuredClone(requests) },
      ...(sequential ? { prompts: record.classes.map(({ prompt }) => prompt) } : {}),
    });
  }

  source(index: number): RealSource | null {
    const { latents, targets } = this.#inputs;
    const image = targets.cores?.images[index] ?? -1;
    const path = latents?.images[image]?.source.path;
    return path === undefined ? null : { image, path };
  }

  async make(
    index: number,
    finished: readonly Float64Array[],
    hooks: MakeHooks,
  ): Promise<StoredImage> {
    try {
      return await this.#sample(index, finished, hooks);
    } catch (error) {
      if (!BROKEN_THREAD.has(toErrorRecord(error).code)) throw error;
      hooks.tell(`Starting the model again: ${problemText(error)}`);
      return this.#sample(index, finished, hooks);
    }
  }

  async #sample(
    index: number,
    finished: readonly Float64Array[],
    { signal, tell, onStep, onControl }: MakeHooks,
  ): Promise<StoredImage> {
    const { imagesPerClass } = this.#plan.sampling;
    const job = jobOf(this.#plan, this.#method, this.#inputs, [index], finished);
    tell(`${this.#inputs.entry.name}: image ${index + 1} of ${imagesPerClass}`);
    const started = performance.now();
    const [image] = await this.#parts.model.sample(job, signal, onStep, onControl);
    if (image === undefined) throw new Error('the model gave no image');
    return {
      origin: 'generated',
      pixels: image.pixels,
      side: this.#pack.resolution,
      latent: image.latent,
      seconds: (performance.now() - started) / 1000,
      steps: image.steps,
    };
  }
}
