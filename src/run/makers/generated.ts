/** A class whose images are sampled. */
import { StillroomError } from '../../core/errors';
import { inOwnDirection } from '../../core/own-direction';
import type { GeneratedPlan } from '../../methods/method';
import { intervalOf } from '../../methods/sampling';
import { backendOf, imageKey, type ImageKey } from '../recipe/image-key';
import type { SampledImage, StepEvent } from '../model/jobs';
import { onceMore, type RestartHooks } from '../restart';
import type { RealSource } from '../results/records';
import type { StageParts } from '../stages/stage-parts';
import { candidatesJob, keptCandidate } from './best-candidate';
import type { ClassWork } from './class-work';
import { jobOf, type GeneratedInputs } from './generated-inputs';
import type { ClassMaker, MadeImage, MakeHooks } from './maker';
import { shareOf } from './share';

export class GeneratedClass implements ClassMaker {
  readonly #parts: StageParts;
  readonly #work: ClassWork;
  readonly #method: GeneratedPlan;
  readonly #inputs: GeneratedInputs;
  /** Images of a class that is sampled together, once one of them was asked for. */
  #together: readonly SampledImage[] | null = null;

  constructor(parts: StageParts, work: ClassWork, method: GeneratedPlan, inputs: GeneratedInputs) {
    this.#parts = parts;
    this.#work = work;
    this.#method = method;
    this.#inputs = inputs;
  }

  key(index: number): ImageKey {
    const { recipe, plan, entry } = this.#work;
    const { cfgScale } = plan.sampling;
    const seed = this.#seed(index);
    const cfgInterval = intervalOf(plan.sampling);
    const causes = {
      revision: recipe.revision,
      pack: recipe.pack.hash,
      method: recipe.method,
      parameters: plan.parameters,
      sampling: { seed, cfgScale, cfgInterval: cfgInterval ?? null, solver: plan.solver },
      folder: entry.folder,
      prompt: entry.prompt,
      index,
      target: this.#target(index),
      others: this.#method.usesOtherClasses
        ? recipe.classes.map((one) => (one.folder === entry.folder ? null : one.prompt))
        : null,
      ...this.#beside(index),
    };
    return imageKey(backendOf(this.#parts), causes);
  }

  #seed(index: number): number {
    return this.#inputs.seeds.get(index) ?? this.#work.plan.sampling.seed;
  }

  /**
   * An image that is made from those before it depends on what these have of their own, seeds and cores; one
   * that is sampled with all others on what all have, and on how many they are. Both depend on the seed of the
   * others, the run's, and so does one whose targets are searched for under it: where the image's own is
   * another, both are named.
   */
  #beside(index: number): object {
    const { imagesPerClass, seed } = this.#work.plan.sampling;
    const { joint, sequential } = this.#method;
    const searched = this.#inputs.latents !== null && this.#core(index) === undefined;
    const runSeed = seed !== this.#seed(index) && (joint !== null || sequential || searched);
    const seen = (other: number) => joint !== null || (sequential && other < index);
    const seeds = [...this.#inputs.seeds].filter(([other]) => seen(other));
    const cores = [...this.#inputs.cores].filter(([other]) => other === index || seen(other));
    return {
      ...(runSeed && { seed }),
      ...(joint !== null && { together: { images: imagesPerClass, seeds } }),
      ...(joint === null && seeds.length > 0 && { before: seeds }),
      ...(cores.length > 0 && { cores }),
    };
  }

  /**
   * What of the class decides an image. One core decides one image of CoDA, whatever the size of the
   * set; methods that look at all targets depend on all of them.
   */
  #target(index: number): object | null {
    const { latents } = this.#inputs;
    if (latents === null) return null;
    const image = this.#core(index);
    return image === undefined
      ? { latents: latents.key, requests: this.#method.targets }
      : { image };
  }

  /** The real image that alone decides an image, by content. */
  #core(index: number): string | undefined {
    const { targets: requests, candidates, joint } = this.#method;
    const core = this.source(index);
    const one = Object.keys(requests).length === 1 && candidates === null && joint === null;
    return core !== null && one ? this.#inputs.latents?.images[core.image]?.sha256 : undefined;
  }

  source(index: number): RealSource | null {
    const { latents, targets } = this.#inputs;
    const image = (targets.cores ?? targets.starts)?.images[index] ?? -1;
    const path = latents?.images[image]?.path;
    return path === undefined ? null : { image, path };
  }

  share(index: number): number | null {
    const { cores, modes, starts } = this.#inputs.targets;
    const own = cores ?? modes ?? starts;
    const { imagesPerClass } = this.#work.plan.sampling;
    return own === undefined ? null : shareOf(own, index, imagesPerClass);
  }

  async make(
    index: number,
    finished: readonly Float64Array[],
    hooks: MakeHooks,
  ): Promise<MadeImage> {
    if (this.#method.joint !== null) return this.#ofClass(index, hooks);
    const { plan, entry } = this.#work;
    const { model } = this.#parts;
    const { control, tell } = hooks;
    // Of several candidates the first is shown: which one is kept is known at the end.
    const onStep = (event: StepEvent) =>
      hooks.onStep({ ...event, pictures: event.pictures.slice(0, 1) }, index);
    const { candidates: rule } = this.#method;
    const single = jobOf(plan, this.#method, this.#inputs, [index], finished);
    const job = rule === null ? single : candidatesJob(single, rule);
    const activity = `${entry.name}: image ${index + 1} of ${plan.sampling.imagesPerClass}`;
    tell(activity);
    const again = restartHooks(hooks);
    const images = await onceMore(() => model.sample(job, control, onStep), again);
    const { conditions, latents } = this.#inputs;
    let kept = 0;
    if (rule !== null && latents !== null) {
      tell(`${activity}: choosing one of ${images.length} candidates`);
      const seed = this.#seed(index);
      const name = `${entry.folder} ${index}`;
      const setting = { model, rule, seed, name, conditions, real: latents, made: finished };
      kept = await onceMore(() => keptCandidate(images, setting, control), again);
    }
    return this.#made(images[kept], activity);
  }

  /**
   * One of the class's images that are sampled together: the first one that is asked for makes all of them.
   * A run that was interrupted makes them all again, the same bytes, for those that it lacks.
   */
  async #ofClass(index: number, hooks: MakeHooks): Promise<MadeImage> {
    const { plan, entry } = this.#work;
    const { imagesPerClass } = plan.sampling;
    const activity =
      imagesPerClass === 1
        ? `${entry.name}: image 1 of 1`
        : `${inOwnDirection(entry.name)}: ${imagesPerClass} images together`;
    if (this.#together === null) {
      hooks.tell(activity);
      const all = Array.from({ length: imagesPerClass }, (_, image) => image);
      const job = jobOf(plan, this.#method, this.#inputs, all, []);
      const { model } = this.#parts;
      const { control } = hooks;
      const onStep = (event: StepEvent) => hooks.onStep(event, 0);
      this.#together = await onceMore(
        () => model.sample(job, control, onStep),
        restartHooks(hooks),
      );
    }
    return { ...this.#made(this.#together[index], activity), together: imagesPerClass };
  }

  #made(image: SampledImage | undefined, activity: string): MadeImage {
    if (image === undefined) {
      throw new StillroomError('Internal', `The model gave no image for ${activity}.`);
    }
    return {
      origin: 'generated',
      pixels: image.pixels,
      side: this.#parts.model.loaded.pack.resolution,
      latent: image.latent,
      steps: image.steps,
    };
  }
}

function restartHooks({ control, tell }: MakeHooks): RestartHooks {
  return {
    signal: control.signal,
    onBreak: (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      tell(`Starting the model again: ${reason}`);
    },
  };
}
