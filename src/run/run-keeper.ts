/** A run's record as it grows: every change is kept, then told. */
import type { Recipe } from '../core/formats/recipe';
import type { RunPlan } from '../methods/plan-of';
import type { Tell } from './events';
import type { ClassSource, Model } from './ports';
import { classHash, isRead, runHash } from './recipe/identity';
import { backendOf, type Backend, type ImageKey } from './recipe/image-key';
import { RECORDS_VERSION, type RunRecord } from './results/records';
import type { FinishedImage, StoredImage } from './results/records';
import type { ReadPictures } from './stages/latents';

/** Of the kept runs, what a run uses. */
export interface KeptRuns {
  put(record: RunRecord): Promise<void>;
  /** The finished images of a class on a backend, by their index. */
  finished(classHash: string, backend: Backend): Promise<readonly FinishedImage[]>;
  /** Keeps an image and its place, in this order and at once. */
  addImage(
    classHash: string,
    backend: Backend,
    place: FinishedImage,
    image: StoredImage,
  ): Promise<void>;
  /** Gives an image that is kept already its place in a class. */
  place(classHash: string, backend: Backend, place: FinishedImage): Promise<void>;
  image(key: ImageKey): Promise<StoredImage | undefined>;
}

export interface KeeperParts {
  readonly runs: Pick<KeptRuns, 'put'>;
  readonly model: Pick<Model, 'loaded'>;
  readonly source: Pick<ClassSource, 'decoder'>;
}

/** As what a run is kept. */
export interface KeptAs {
  readonly recipe: Recipe;
  readonly handle: string;
  readonly label: string;
  readonly startedAt: string;
}

export class RunKeeper {
  readonly #runs: KeeperParts['runs'];
  readonly #plan: RunPlan;
  readonly #tell: Tell;
  #record: RunRecord;

  private constructor(runs: KeeperParts['runs'], plan: RunPlan, tell: Tell, record: RunRecord) {
    this.#runs = runs;
    this.#plan = plan;
    this.#tell = tell;
    this.#record = record;
  }

  /** Keeps the record of a run that is begun. */
  static async begin(
    { runs, model, source }: KeeperParts,
    { recipe, handle, label, startedAt }: KeptAs,
    plan: RunPlan,
    tell: Tell,
  ): Promise<RunKeeper> {
    const { threads } = model.loaded.backend;
    const record: RunRecord = {
      version: RECORDS_VERSION,
      handle,
      hash: nameOf(recipe, plan),
      label,
      startedAt,
      recipe,
      classHashes: recipe.classes.map((entry) =>
        isRead(entry) ? classHash(recipe, entry.folder, plan.plan) : null,
      ),
      backend: { ...backendOf({ model, source }), threads },
      state: 'unfinished',
      problems: [],
    };
    const keeper = new RunKeeper(runs, plan, tell, record);
    await keeper.#change({});
    return keeper;
  }

  get recipe(): Recipe {
    return this.#record.recipe;
  }

  get backend(): Backend {
    return this.#record.backend;
  }

  /** Fills in what reading a class says of it, where that is news. @returns the class's hash */
  async read(folder: string, { images, fingerprint }: ReadPictures): Promise<string> {
    const { recipe, classHashes } = this.#record;
    const position = recipe.classes.findIndex((entry) => entry.folder === folder);
    const known = classHashes[position];
    if (known !== null && known !== undefined) return known;
    const classes = recipe.classes.map((entry, i) =>
      i === position ? { ...entry, fingerprint, images: images.length } : entry,
    );
    const filled = { ...recipe, classes };
    const hash = classHash(filled, folder, this.#plan.plan);
    await this.#change({
      recipe: filled,
      classHashes: classHashes.with(position, hash),
      hash: nameOf(filled, this.#plan),
    });
    return hash;
  }

  /** Why a class has no or not all images. */
  failed(folder: string, message: string): Promise<void> {
    return this.#change({ problems: [...this.#record.problems, { folder, message }] });
  }

  /** @param whole false for a part of the run, which others complete */
  async end(whole: boolean): Promise<void> {
    if (whole) await this.#change({ state: 'done' });
  }

  async #change(change: Partial<RunRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    await this.#runs.put(this.#record);
    this.#tell({ kind: 'record', record: this.#record });
  }
}

/** The run's name, once its last class is read. */
function nameOf(recipe: Recipe, { plan }: RunPlan): string | null {
  return recipe.classes.every(isRead) ? runHash(recipe, plan) : null;
}
