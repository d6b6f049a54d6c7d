/**
 * Latents of whole classes: encoded once per image and autoencoder, kept in float16 chunks under
 * the hashes of the images that they are of.
 */
import { packFloat16, unpackFloat16 } from '../../core/formats/float16';
import { throwIfAborted } from '../../core/errors';
import { latentSize } from '../../core/diffusion/types';
import { SerialQueue } from '../../core/serial-queue';
import { stageKey, type StageKey, type StageStore } from '../../data/store/stage-store';
import type { Library, ReadImage } from './library';
import type { ModelHost } from './model-host';

/** Images that are encoded, and kept, together: a reload loses at most this much work. */
const CHUNK = 64;
/** Images that the autoencoder gets at once. */
const BATCH = 16;

export interface ClassLatents {
  /** Scaled posterior means, [images, channels * height * width]. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** Names the content. */
  readonly key: StageKey;
  /** Names the images without the model. */
  readonly images: readonly ReadImage[];
}

export class LatentStore {
  readonly #library: Library;
  readonly #model: ModelHost;
  readonly #store: StageStore;
  /** A map and a run may want the same class at once: the second finds what the first made. */
  readonly #queue = new SerialQueue();
  /** Latents of the class in use; classes are worked on one after the other. */
  readonly #held = new Map<StageKey, Float32Array>();

  constructor(library: Library, model: ModelHost, store: StageStore) {
    this.#library = library;
    this.#model = model;
    this.#store = store;
  }

  /**
   * Latents of a class, in the order of its images.
   * @param onProgress images encoded so far, and in all
   * @throws StillroomError Aborted, and what reading and encoding may throw
   */
  of(
    folder: string,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<ClassLatents> {
    return this.#queue.run(() => this.#ofAlone(folder, signal, onProgress));
  }

  async #ofAlone(
    folder: string,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<ClassLatents> {
    throwIfAborted(signal);
    const { pack } = await this.#model.ready();
    const images = await this.#library.read(folder);
    const columns = latentSize(pack.latent);
    const encoder = {
      sha256: pack.files.vae_encoder.sha256,
      scale: pack.latent.scalingFactor,
      resolution: pack.resolution,
    };
    const key = stageKey('latents', { encoder, images: images.map(({ sha256 }) => sha256) });
    const result = { rows: images.length, columns, key, images };
    const held = this.#held.get(key);
    if (held !== undefined) return { ...result, data: held };
    const data = new Float32Array(images.length * columns);
    for (let start = 0; start < images.length; start += CHUNK) {
      const chunk = images.slice(start, start + CHUNK);
      const hashes = chunk.map(({ sha256 }) => sha256);
      const chunkKey = stageKey('latent-chunk', { encoder, images: hashes });
      const stored = await this.#store.get(chunkKey);
      const values =
        stored instanceof Uint16Array
          ? stored
          : await this.#encode(chunk, columns, chunkKey, signal);
      // What is used is always what is stored: a run does not depend on what was in memory.
      data.set(unpackFloat16(values), start * columns);
      onProgress(Math.min(start + CHUNK, images.length), images.length);
    }
    this.#held.clear();
    this.#held.set(key, data);
    return { ...result, data };
  }

  async #encode(
    chunk: readonly ReadImage[],
    columns: number,
    key: StageKey,
    signal: AbortSignal,
  ): Promise<Uint16Array> {
    const sources = chunk.map(({ source }) => source);
    const latents = new Float32Array(chunk.length * columns);
    let pending: Uint8Array<ArrayBuffer>[] = [];
    let encoded = 0;
    const flush = async () => {
      const pixels = new Uint8Array(await new Blob(pending).arrayBuffer());
      latents.set(await this.#model.encode(pixels, pending.length, signal), encoded * columns);
      encoded += pending.length;
      pending = [];
    };
    for await (const pixels of this.#library.pixels(sources, signal)) {
      pending.push(pixels);
      if (pending.length === BATCH) await flush();
    }
    if (pending.length > 0) await flush();
    const values = packFloat16(latents);
    await this.#store.put(key, values);
    return values;
  }
}
