/**
 * The images of a class as they are scored: their frames, and the latents of their tiles.
 *
 * An image of one tile is the square that every method encodes: its latents come from the store that
 * all share. Images in tiles are encoded here and kept on their own.
 */
import { packFloat16, unpackFloat16 } from '../../../core/formats/float16';
import { latentSize } from '../../../core/diffusion/types';
import type { PackDescription } from '../../../core/formats/pack';
import {
  cutTiles,
  scoringFrame,
  tileQuantum,
  type ScoringFrame,
} from '../../../core/scoring/tiling';
import { stageKey } from '../../../data/store/stage-store';
import type { SourceImage } from '../../../data/import/collection';
import type { ClassLatents } from '../class-latents';
import type { ClassTask, SelectionParts, StageHooks } from './parts';

export interface ClassImage {
  /** Position among the class's readable images. */
  readonly index: number;
  readonly source: SourceImage;
  readonly sha256: string;
  readonly frame: ScoringFrame;
}

function isOneTile({ frame }: ClassImage): boolean {
  return frame.tiles.length === 1;
}

/** @throws StillroomError Unsupported for a model whose grids do not divide its resolution */
export async function classImages(
  { library }: SelectionParts,
  folder: string,
  { resolution, latent, features }: PackDescription,
): Promise<ClassImage[]> {
  const quantum = tileQuantum(resolution, [latent.height, ...(features ? [features.height] : [])]);
  const images = await library.read(folder);
  return images.map(({ source, sha256, width, height }, index) => ({
    index,
    source,
    sha256,
    frame: scoringFrame(width, height, resolution, quantum),
  }));
}

export class ClassImageLatents {
  readonly #parts: SelectionParts;
  readonly #task: ClassTask;
  readonly #hooks: StageHooks;
  #shared: Promise<ClassLatents> | null = null;

  constructor(parts: SelectionParts, task: ClassTask, hooks: StageHooks) {
    this.#parts = parts;
    this.#task = task;
    this.#hooks = hooks;
  }

  /** Scaled latents of an image's tiles, [tiles, channels, height, width]. */
  async of(image: ClassImage): Promise<Float32Array> {
    if (!isOneTile(image)) return this.#tiles(image);
    const { folder, name } = this.#task;
    const { signal, tell } = this.#hooks;
    this.#shared ??= this.#parts.latents.of(folder, signal, (done, total) => {
      tell(`Encoding ${name}`, done, total);
    });
    const { data, columns } = await this.#shared;
    return data.slice(image.index * columns, (image.index + 1) * columns);
  }

  async #tiles(image: ClassImage): Promise<Float32Array> {
    const { model, store } = this.#parts;
    const { pack } = this.#task.report;
    const { signal } = this.#hooks;
    const { frame, sha256 } = image;
    const encoder = { sha256: pack.files.vae_encoder.sha256, scale: pack.latent.scalingFactor };
    const key = stageKey('tile-latents', { encoder, sha256, frame });
    const stored = await store.get(key);
    if (stored instanceof Uint16Array) return unpackFloat16(stored);
    const tiles = cutTiles(await this.pixels(image), frame);
    const latents = await model.encode(tiles, frame.tiles.length, signal);
    if (latents.length !== frame.tiles.length * latentSize(pack.latent)) {
      throw new Error('the encoder gave latents of another size');
    }
    const values = packFloat16(latents);
    await store.put(key, values);
    // What is used is always what is stored, as for all latents.
    return unpackFloat16(values);
  }

  /** The image at its frame's size, RGB [height, width, 3]. */
  async pixels({ source, frame }: ClassImage): Promise<Uint8Array<ArrayBuffer>> {
    const { box, width, height } = frame;
    const { signal } = this.#hooks;
    const [pixels] = await this.#parts.pool.readRegions(source, [{ box, width, height }], signal);
    if (pixels === undefined) throw new Error(`${source.path} gave no pixels`);
    return pixels;
  }
}
