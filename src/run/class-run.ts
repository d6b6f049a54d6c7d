/** One class of a run: from its pictures to its last image. */
import type { Control } from '../core/call';
import { throwIfAborted } from '../core/errors';
import type { RunPlan } from '../methods/plan-of';
import type { Tell } from './events';
import { prepareMaker } from './makers';
import { readClass } from './makers/class-work';
import type { ClassMaker } from './makers/maker';
import type { Pictures } from './ports';
import { requireSamePictures } from './recipe/fits';
import { RECORDS_VERSION, type FinishedImage, type StoredImage } from './results/records';
import type { KeptRuns, RunKeeper } from './run-keeper';
import type { StageParts } from './stages/stage-parts';

export interface ClassRunParts extends StageParts {
  readonly runs: KeptRuns;
  readonly pictures: Pictures;
  /** Milliseconds from some beginning. */
  readonly clock: () => number;
}

export interface ClassRunHooks {
  readonly control: Control;
  readonly tell: Tell;
  /** The class is about to be prepared: not one whose images are all there. */
  readonly onPrepare: () => void;
  /** An image is there. */
  readonly onImage: () => void;
}

export class ClassRun {
  readonly #parts: ClassRunParts;
  readonly #keeper: RunKeeper;
  readonly #plan: RunPlan;
  readonly #folder: string;
  readonly #hooks: ClassRunHooks;
  /** Seconds of one of several images that were made together. */
  #share: number | null = null;

  constructor(
    parts: ClassRunParts,
    keeper: RunKeeper,
    plan: RunPlan,
    folder: string,
    hooks: ClassRunHooks,
  ) {
    this.#parts = parts;
    this.#keeper = keeper;
    this.#plan = plan;
    this.#folder = folder;
    this.#hooks = hooks;
  }

  readonly #activity = (text: string): void => {
    this.#hooks.tell({ kind: 'activity', text });
  };

  /** @throws what ends the class, or the run */
  async run(): Promise<void> {
    const { control, tell, onPrepare, onImage } = this.#hooks;
    const hooks = { control, tell: this.#activity };
    await this.#pass();
    const { recipe, backend } = this.#keeper;
    const one = { recipe, plan: this.#plan, folder: this.#folder };
    const work = await readClass(this.#parts, one, hooks);
    requireSamePictures(work.entry, work.fingerprint, work.images.length);
    const hash = await this.#keeper.read(this.#folder, work);
    const places = await this.#places(hash);
    const asInputs = this.#sequential && !(await this.#isWhole(places));
    /** A class whose images are all in their places needs none. */
    let maker: ClassMaker | null = null;
    const finished: Float64Array[] = [];
    for (let index = 0; index < this.#plan.sampling.imagesPerClass; index++) {
      await this.#pass();
      let place = places.get(index);
      let image = place && (await this.#kept(place, asInputs));
      let found = true;
      if (place === undefined || image === undefined) {
        if (maker === null) onPrepare();
        maker ??= await prepareMaker(this.#parts, work, hooks);
        const key = maker.key(index);
        const share = maker.share(index);
        place = {
          folder: this.#folder,
          index,
          key,
          core: maker.source(index),
          ...(share === null ? {} : { share }),
        };
        image = await this.#kept(place, asInputs);
        found = image !== undefined;
        if (image === undefined) image = await this.#made(maker, hash, place, finished);
        else await this.#parts.runs.place(hash, backend, place);
      }
      if (asInputs && image.latent) finished.push(Float64Array.from(image.latent));
      onImage();
      tell({ kind: 'image', place, image, found });
    }
  }

  /** True where an image is made from the latents of those before it. */
  get #sequential(): boolean {
    const { plan } = this.#plan;
    return plan.output === 'generated' && plan.sequential;
  }

  /** The class's finished images by their index. */
  async #places(hash: string): Promise<Map<number, FinishedImage>> {
    const placed = await this.#parts.runs.finished(hash, this.#keeper.backend);
    return new Map(placed.map((place) => [place.index, place]));
  }

  /** True where every image is there, so that none is made from another. */
  async #isWhole(places: ReadonlyMap<number, FinishedImage>): Promise<boolean> {
    for (let index = 0; index < this.#plan.sampling.imagesPerClass; index++) {
      const place = places.get(index);
      if (place === undefined || (await this.#kept(place, false)) === undefined) return false;
    }
    return true;
  }

  /** Between two images: waits while it is paused, and hears of a stop. */
  async #pass(): Promise<void> {
    const { control } = this.#hooks;
    await control.resumed();
    throwIfAborted(control.signal);
  }

  /**
   * The image as it is kept, where it will do.
   * @param asInput images after it are made from its latent, which an export does not hold
   */
  async #kept({ key }: FinishedImage, asInput: boolean): Promise<StoredImage | undefined> {
    const image = await this.#parts.runs.image(key);
    return asInput && image?.latent === null ? undefined : image;
  }

  async #made(
    maker: ClassMaker,
    hash: string,
    place: FinishedImage,
    finished: readonly Float64Array[],
  ): Promise<StoredImage> {
    const { runs, pictures, clock, model } = this.#parts;
    const { runtime } = model.loaded.backend;
    const { control, tell } = this.#hooks;
    const { folder, index } = place;
    const started = clock();
    const made = await maker.make(index, finished, {
      control,
      tell: this.#activity,
      onStep: (event, first) => tell({ kind: 'step', folder, first, event }),
    });
    const { origin, pixels, side, latent, steps, windows, together = 1 } = made;
    const taken = (clock() - started) / 1000;
    // The first image of several that are made together takes the time of all.
    const seconds = together === 1 ? taken : (this.#share ??= taken / together);
    // What is made is kept, also when a stop comes now: the picture is not encoded under its signal.
    const png = await pictures.encodePng({ width: side, height: side, pixels });
    const image: StoredImage = {
      version: RECORDS_VERSION,
      origin,
      png,
      side,
      latent,
      seconds,
      steps,
      ...(runtime !== undefined && { runtime }),
      ...(windows && { windows }),
    };
    await runs.addImage(hash, this.#keeper.backend, place, image);
    return image;
  }
}
