/**
 * One method's set of one seed, as latents. Images of all classes go through the network together:
 * what an image becomes does not depend on its batch, and a method whose images see their
 * predecessors makes the same image of every class at once.
 */
import { sample } from '../../src/core/sampling/sampler';
import { StillroomError } from '../../src/core/errors';
import type { SampleImage, SampleRequest } from '../../src/core/sampling/sample-request';
import { latentSize } from '../../src/core/diffusion/types';
import { selectRows } from '../../src/core/linalg/matrix';
import type { GeneratedPlan, ImageInput } from '../../src/methods/method';
import type { SamplingSettings } from '../../src/methods/sampling';
import { intervalOf, solverSpecFor } from '../../src/methods/sampling';
import type {
  ClassTargets,
  FoundTargets,
  TargetRole,
  TargetRequest,
} from '../../src/methods/targets';
import type { ModelRuntime } from '../../src/runtime/model-runtime';
import { targetsOf, type ComparedClass } from './class-set';
import type { Contender } from './contenders';
import type { WorkFolder } from './work-folder';

/** Images at once: with classifier-free guidance twice as many rows, which is what a session takes. */
const BATCH = 16;

/** The images of one class. */
export interface MadeImages {
  /** [images, channels * height * width] */
  readonly latents: Float32Array;
  /** Of each image; null for chosen real ones. */
  readonly seconds: number | null;
}

export interface SetParts {
  readonly runtime: ModelRuntime;
  readonly classes: readonly ComparedClass[];
  readonly work: WorkFolder;
  /** Throws when it is time to stop. */
  readonly checkTime: () => void;
  readonly tell: (text: string) => void;
}

interface FinishedImage {
  readonly latent: Float32Array;
  readonly seconds: number;
}

/** One class's part in a generated set. */
interface ClassWork {
  readonly entry: ComparedClass;
  readonly targets: FoundTargets;
  readonly condition: Float32Array;
  readonly others: readonly Float32Array[];
  readonly finished: FinishedImage[];
}

async function chosenSet(
  { classes, work }: SetParts,
  request: TargetRequest,
  seed: number,
): Promise<MadeImages[]> {
  const made: MadeImages[] = [];
  for (const entry of classes) {
    const { images } = await targetsOf(entry, request, seed, work);
    const { data } = selectRows(entry.latents, images);
    made.push({ latents: Float32Array.from(data), seconds: null });
  }
  return made;
}

class GeneratedSet {
  readonly #parts: SetParts;
  readonly #contender: Contender;
  readonly #sampling: SamplingSettings;
  readonly #plan: GeneratedPlan;
  #request: Omit<SampleRequest, 'images'> | null = null;
  #classes: ClassWork[] = [];

  constructor(
    parts: SetParts,
    contender: Contender,
    sampling: SamplingSettings,
    plan: GeneratedPlan,
  ) {
    this.#parts = parts;
    this.#contender = contender;
    this.#sampling = sampling;
    this.#plan = plan;
  }

  async make(): Promise<MadeImages[]> {
    await this.#prepare();
    const { imagesPerClass } = this.#sampling;
    const places = Array.from({ length: imagesPerClass }, (_, image) =>
      this.#classes.map((work) => ({ work, image })),
    );
    if (this.#plan.sequential) for (const row of places) await this.#makeAll(row);
    else await this.#makeAll(places.flat());
    return this.#classes.map(({ finished }) => {
      const size = finished[0]?.latent.length ?? 0;
      const latents = new Float32Array(finished.length * size);
      finished.forEach(({ latent }, i) => latents.set(latent, i * size));
      const seconds = finished.reduce((sum, one) => sum + one.seconds, 0) / finished.length;
      return { latents, seconds };
    });
  }

  async #prepare(): Promise<void> {
    const { runtime, classes, work } = this.#parts;
    const { pack } = runtime.diffuser;
    const { seed, cfgScale } = this.#sampling;
    const guidanceInterval = intervalOf(this.#sampling);
    const prompts = [pack.text.nullPrompt, ...classes.map(({ prompt }) => prompt)];
    const { data, tokens, width } = await runtime.diffuser.encodeText(prompts);
    const size = tokens * width;
    const [nothing, ...own] = prompts.map((_, i) => data.slice(i * size, (i + 1) * size));
    if (nothing === undefined) throw new Error('the text encoder gave nothing');
    this.#request = {
      shape: pack.latent,
      schedule: pack.schedule,
      prediction: pack.prediction,
      solver: solverSpecFor(this.#sampling, { karrasSigmas: pack.defaults.karrasSigmas }),
      guidanceScale: cfgScale,
      ...(guidanceInterval && { guidanceInterval }),
      seed,
      tokens,
      width,
      nullCondition: nothing,
      ...(this.#plan.start === null ? {} : { strength: this.#plan.start.strength }),
    };
    for (const [i, entry] of classes.entries()) {
      const targets: Partial<Record<TargetRole, ClassTargets>> = {};
      for (const [role, request] of Object.entries(this.#plan.targets)) {
        targets[role as TargetRole] = await targetsOf(entry, request, seed, work);
      }
      const condition = own[i] ?? nothing;
      const others = own.filter((_, other) => other !== i);
      this.#classes.push({ entry, targets, condition, others, finished: [] });
    }
  }

  #key({ entry }: ClassWork, image: number): object {
    const { runtime, classes } = this.#parts;
    const { method, parameters } = this.#contender;
    return {
      pack: runtime.report.packHash,
      method: method.id,
      parameters,
      sampling: this.#sampling,
      class: entry.key,
      prompts: classes.map(({ prompt }) => prompt),
      image,
    };
  }

  /** Makes the images that are not there, batch by batch. */
  async #makeAll(places: readonly { readonly work: ClassWork; readonly image: number }[]) {
    const { work: folder, checkTime, tell } = this.#parts;
    const missing = places.filter(({ work, image }) => {
      const known = folder.get('image', this.#key(work, image)) as FinishedImage | undefined;
      if (known !== undefined) work.finished[image] = known;
      return known === undefined;
    });
    for (let start = 0; start < missing.length; start += BATCH) {
      checkTime();
      const batch = missing.slice(start, start + BATCH);
      const started = performance.now();
      const latents = await this.#sample(batch.map(({ work, image }) => this.#image(work, image)));
      const seconds = (performance.now() - started) / 1000 / batch.length;
      batch.forEach(({ work, image }, i) => {
        const latent = latents[i];
        if (latent === undefined) return;
        work.finished[image] = { latent, seconds };
        folder.put('image', this.#key(work, image), work.finished[image]);
      });
      tell(`${start + batch.length} of ${missing.length} images, ${seconds.toFixed(2)} s each`);
    }
  }

  #image({ entry, targets, condition, others, finished }: ClassWork, image: number): SampleImage {
    const input: ImageInput = {
      className: entry.folder,
      image,
      seed: this.#sampling.seed,
      targets,
      finished: this.#plan.sequential
        ? finished.slice(0, image).map(({ latent }) => Float64Array.from(latent))
        : [],
      condition,
      otherConditions: others,
    };
    return {
      className: entry.folder,
      image,
      condition,
      terms: this.#plan.terms(input),
      ...(this.#plan.start === null ? {} : { startLatent: this.#plan.start.latent(input) }),
    };
  }

  async #sample(images: readonly SampleImage[]): Promise<Float32Array[]> {
    const { diffuser } = this.#parts.runtime;
    if (this.#request === null) throw new Error('the set was not prepared');
    let latents: Float64Array = new Float64Array();
    const request: SampleRequest = { ...this.#request, images };
    for await (const step of sample(request, (call) => diffuser.predictNoise(call))) {
      ({ latents } = step);
    }
    const size = latentSize(diffuser.pack.latent);
    return images.map((_, i) => Float32Array.from(latents.subarray(i * size, (i + 1) * size)));
  }
}

/**
 * @returns by class
 * @throws StillroomError what keeps a class from being made
 */
export async function makeSet(
  parts: SetParts,
  contender: Contender,
  sampling: SamplingSettings,
): Promise<MadeImages[]> {
  const plan = contender.method.plan(contender.parameters, sampling);
  switch (plan.output) {
    case 'real':
      return chosenSet(parts, plan.images, sampling.seed);
    case 'generated':
      return new GeneratedSet(parts, contender, sampling, plan).make();
    case 'windows':
      throw new StillroomError(
        'Unsupported',
        `${contender.name} cuts its images out of real ones, which selection.ts compares.`,
      );
    default:
      return plan satisfies never;
  }
}
