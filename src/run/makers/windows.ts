/** A class whose images are put together from windows of real ones. */
import { StillroomError } from '../../core/errors';
import type { ManifestWindow } from '../../core/formats/manifest';
import { applyEdits, NO_EDITS } from '../../core/scoring/edits';
import { methodById } from '../../methods';
import { mosaic, partSizes } from '../../methods/windows/mosaic';
import { windowsNeeded, windowsOfPicture, type WindowsPlan } from '../../methods/windows/plan';
import { backendOf, imageKey, type ImageKey } from '../recipe/image-key';
import { onceMore } from '../restart';
import type { RealSource } from '../results/records';
import { encoderOf } from '../stages/latents';
import type { StageParts } from '../stages/stage-parts';
import { onlyRegion } from '../stages/windows/class-images';
import type { ClassRanking, RankedWindow } from '../stages/windows/class-ranking';
import { labelOf } from '../stages/windows/class-task';
import type { ClassWork, PrepareHooks } from './class-work';
import type { ClassMaker, MadeImage, MakeHooks } from './maker';

function manifestWindow(window: RankedWindow): ManifestWindow {
  const { picture, box, score, standardError, cluster, rank } = window;
  return { source: picture.path, box, score, standardError, cluster, rank };
}

export class WindowsClass implements ClassMaker {
  readonly #parts: StageParts;
  readonly #revision: number;
  readonly #method: WindowsPlan;
  /** In the order in which they are taken. */
  readonly #windows: readonly RankedWindow[];

  private constructor(
    parts: StageParts,
    revision: number,
    method: WindowsPlan,
    windows: readonly RankedWindow[],
  ) {
    this.#parts = parts;
    this.#revision = revision;
    this.#method = method;
    this.#windows = windows;
  }

  /**
   * @throws StillroomError TooFewImages when the class gives fewer windows than the set needs,
   *   Aborted, and what scoring may throw
   */
  static async prepare(
    parts: StageParts,
    ranking: ClassRanking,
    { recipe, entry, images, fingerprint }: ClassWork,
    method: WindowsPlan,
    { control, tell }: PrepareHooks,
  ): Promise<WindowsClass> {
    const { folder, name } = entry;
    const label = labelOf(entry, recipe.classes, method);
    const task = { folder, name, label, plan: method, images, fingerprint };
    const ranked = await ranking.of(task, {
      control,
      tell: (activity, done, total) => {
        tell(`${activity}: ${done} of ${total} images`);
      },
    });
    const edits = recipe.edits?.find((own) => own.folder === folder) ?? NO_EDITS;
    const windows = applyEdits(ranked.list, edits);
    const needed = windowsNeeded(method.assembly);
    if (windows.length < needed) {
      const { schema } = methodById(recipe.method);
      const more =
        'windowsPerImage' in schema ? 'take more windows an image' : 'add images to the class';
      throw new StillroomError(
        'TooFewImages',
        `${name} gives ${windows.length} windows, fewer than the ${needed} that its pictures take. Lower the images per class, ${more}, or take windows back that were excluded.`,
        { windows: windows.length, needed },
      );
    }
    return new WindowsClass(parts, recipe.revision, method, windows);
  }

  get #side(): number {
    return this.#method.assembly.side || this.#parts.model.loaded.pack.resolution;
  }

  #own(index: number): readonly RankedWindow[] {
    return windowsOfPicture(this.#method.assembly, index).flatMap(
      (place) => this.#windows[place] ?? [],
    );
  }

  key(index: number): ImageKey {
    const windows = this.#own(index).map((window) => ({
      image: window.picture.sha256,
      ...manifestWindow(window),
    }));
    const { tiling } = this.#method.assembly;
    const encoder = encoderOf(this.#parts.model.loaded.pack);
    const causes = { revision: this.#revision, windows, tiling, side: this.#side, encoder };
    return imageKey(backendOf(this.#parts), causes);
  }

  source(index: number): RealSource | null {
    const [first] = this.#own(index);
    return first === undefined ? null : { image: first.imageIndex, path: first.picture.path };
  }

  /** Windows are ranked, not counted. */
  share(): null {
    return null;
  }

  /** The picture of these windows at a size, each from its own original pixels. */
  async #picture(
    windows: readonly RankedWindow[],
    side: number,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { tiling } = this.#method.assembly;
    const sizes = partSizes(side, tiling);
    const pictures = await Promise.all(
      windows.map(async ({ picture, box }, i) => {
        const width = sizes[i % tiling] ?? side;
        const height = sizes[Math.floor(i / tiling)] ?? side;
        const request = { box, width, height };
        return onlyRegion(await this.#parts.source.regions(picture, [request], signal), picture);
      }),
    );
    return mosaic(pictures, side, tiling);
  }

  async make(
    index: number,
    _finished: readonly Float64Array[],
    { control }: MakeHooks,
  ): Promise<MadeImage> {
    const windows = this.#own(index);
    const { model } = this.#parts;
    const { signal } = control;
    const { resolution } = model.loaded.pack;
    const side = this.#side;
    const make = async () => {
      const pixels = await this.#picture(windows, side, signal);
      // The model gets a picture of its own, which may be given away to its thread.
      const seen =
        side === resolution ? pixels.slice() : await this.#picture(windows, resolution, signal);
      return { pixels, latent: await model.encode(seen, 1, signal) };
    };
    return {
      origin: 'real',
      ...(await onceMore(make, { signal })),
      side,
      steps: [],
      windows: windows.map(manifestWindow),
    };
  }
}
