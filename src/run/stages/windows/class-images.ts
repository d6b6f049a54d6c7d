/**
 * The images of a class as they are scored: their frames, and the latents of their tiles.
 *
 * An image of one tile is the square that every method encodes: its latent comes from the class's own,
 * which all share. Images in tiles are encoded here and kept on their own.
 */
import { latentSize } from '../../../core/diffusion/types';
import { packFloat16, unpackFloat16 } from '../../../core/formats/float16';
import type { PackDescription } from '../../../core/formats/pack';
import {
  cutTiles,
  scoringFrame,
  tileQuantum,
  type ScoringFrame,
} from '../../../core/scoring/tiling';
import { StillroomError } from '../../../core/errors';
import type { ReadImage } from '../../ports';
import { backendOf } from '../../recipe/image-key';
import { onceMore } from '../../restart';
import { keptStage, wrongSize } from '../kept-stage';
import { classLatents, encoderOf, type ClassLatents } from '../latents';
import type { StageParts } from '../stage-parts';
import type { StageKind } from '../stages';
import type { ClassTask, WindowHooks } from './class-task';
import { stepCost } from './step-costs';

export interface ClassImage {
  /** Position among the class's readable images. */
  readonly index: number;
  readonly picture: ReadImage;
  readonly frame: ScoringFrame;
}

/** Latents of an image's tiles, [tiles, channels, height, width]. */
export const TILE_LATENTS: StageKind<Uint16Array> = {
  name: 'tile-latents',
  version: 2,
  accepts: (value) => value instanceof Uint16Array,
};

/** @throws StillroomError Unsupported for a model whose grids do not divide its resolution */
export function classImages(
  images: readonly ReadImage[],
  { resolution, latent, features }: PackDescription,
): ClassImage[] {
  const quantum = tileQuantum(resolution, [latent.height, ...(features ? [features.height] : [])]);
  return images.map((picture, index) => ({
    index,
    picture,
    frame: scoringFrame(picture.width, picture.height, resolution, quantum),
  }));
}

export class ClassImageLatents {
  readonly #parts: StageParts;
  readonly #task: ClassTask;
  readonly #hooks: WindowHooks;
  #shared: ClassLatents | null = null;

  constructor(parts: StageParts, task: ClassTask, hooks: WindowHooks) {
    this.#parts = parts;
    this.#task = task;
    this.#hooks = hooks;
  }

  /** Scaled latents of an image's tiles, [tiles, channels, height, width]. */
  async of(image: ClassImage): Promise<Float32Array> {
    if (image.frame.tiles.length > 1) return this.#tiles(image);
    const { control, tell } = this.#hooks;
    const { name, plan } = this.#task;
    const cost = stepCost('encoding', plan.scoring);
    this.#shared ??= await classLatents(this.#parts, this.#task, control.signal, (done, total) => {
      tell(`Encoding ${name}`, done, total, cost);
    });
    const { data, columns } = this.#shared;
    return data.slice(image.index * columns, (image.index + 1) * columns);
  }

  async #tiles(image: ClassImage): Promise<Float32Array> {
    const { model, stages } = this.#parts;
    const { pack } = model.loaded;
    const { signal } = this.#hooks.control;
    const { frame, picture } = image;
    const made = { encoder: encoderOf(pack), ...backendOf(this.#parts) };
    const inputs = { ...made, image: picture.sha256, frame };
    const encode = async () => {
      const tiles = cutTiles(await this.pixels(image), frame);
      return model.encode(tiles, frame.tiles.length, signal);
    };
    const owner = this.#task.fingerprint;
    const values = await keptStage(stages, TILE_LATENTS, owner, inputs, signal, async () => {
      const latents = await onceMore(encode, { signal });
      const size = frame.tiles.length * latentSize(pack.latent);
      if (latents.length !== size) throw wrongSize('The latent of a tile', latents.length, size);
      return packFloat16(latents);
    });
    return unpackFloat16(values);
  }

  /** The image at its frame's size, RGB [height, width, 3]. */
  async pixels({ picture, frame }: ClassImage): Promise<Uint8Array<ArrayBuffer>> {
    const { source } = this.#parts;
    const { signal } = this.#hooks.control;
    const { box, width, height } = frame;
    return onlyRegion(await source.regions(picture, [{ box, width, height }], signal), picture);
  }
}

/** The pixels of the one region that was asked for. */
export function onlyRegion(
  [pixels]: readonly Uint8Array<ArrayBuffer>[],
  { path }: ReadImage,
): Uint8Array<ArrayBuffer> {
  if (pixels !== undefined) return pixels;
  throw new StillroomError(
    'BadImage',
    `${path} gave no pixels. Open it elsewhere and save it again.`,
    { path },
  );
}
