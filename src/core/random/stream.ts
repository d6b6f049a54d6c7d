/**
 * Random numbers keyed by what they are for.
 *
 * A stream is named by (seed, name, image, step, purpose): name is usually the class folder,
 * purpose what the numbers do ("initial-noise", "step-noise", "kmeans-seeding" ...). Equal keys give
 * equal numbers in Node, in a worker and on the page; different keys give independent streams. The
 * seed and the two texts make the Philox key and the top counter word, image and step stand in the
 * counter itself, so no two streams of a run can overlap.
 */
import { normalQuantile } from './normal';
import { philox4x32 } from './philox';

export interface StreamKey {
  /** Any non-negative integer below 2^32. */
  readonly seed: number;
  /** What the stream belongs to, usually a class folder's name. */
  readonly name?: string;
  /** Index of the image, 0 where there is none. */
  readonly image?: number;
  /** Index of the step, 0 where there is none. */
  readonly step?: number;
  /** What the numbers are for. */
  readonly purpose: string;
}

/** FNV-1a over UTF-16 code units, started from a basis: only to spread names over key bits. */
function hashText(text: string, basis: number): number {
  let hash = basis >>> 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

export class RandomStream {
  readonly #key = new Uint32Array(2);
  readonly #counter = new Uint32Array(4);
  readonly #block = new Uint32Array(4);
  #position = 4;

  constructor(key: StreamKey) {
    const name = key.name ?? '';
    // 0x811c9dc5 is FNV's own offset basis; the second one only has to differ from it.
    this.#key[0] = key.seed >>> 0;
    this.#key[1] = hashText(name, 0x811c9dc5) ^ hashText(key.purpose, 0x5bd1e995);
    this.#counter[1] = key.image ?? 0;
    this.#counter[2] = key.step ?? 0;
    this.#counter[3] = hashText(`${name}\u0000${key.purpose}`, 0x2545f491);
  }

  /** The next 32 random bits, as an unsigned integer. */
  word(): number {
    if (this.#position === 4) {
      philox4x32(this.#counter, this.#key, this.#block);
      this.#counter[0] = (this.#counter[0] ?? 0) + 1;
      this.#position = 0;
    }
    return this.#block[this.#position++] ?? 0;
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  uniform(): number {
    return this.word() / 0x100000000;
  }

  /** Standard normal, by inversion of one uniform number at the middle of its 2^-32 step. */
  normal(): number {
    return normalQuantile((this.word() + 0.5) / 0x100000000);
  }

  /** Uniform integer in [0, bound), bound at most 2^32; free of modulo bias (a word past the last whole multiple is drawn again). */
  integer(bound: number): number {
    const limit = 0x100000000 - (0x100000000 % bound);
    let word = this.word();
    while (word >= limit) word = this.word();
    return word % bound;
  }

  /** Fills an array with standard normal numbers and returns it. */
  fillNormal<T extends Float32Array | Float64Array>(out: T): T {
    for (let i = 0; i < out.length; i++) out[i] = this.normal();
    return out;
  }

  /** Fills an array with uniform numbers in [0, 1) and returns it. */
  fillUniform<T extends Float32Array | Float64Array>(out: T): T {
    for (let i = 0; i < out.length; i++) out[i] = this.uniform();
    return out;
  }

  /** A uniformly random order of 0..n-1 (Fisher-Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = order[i] ?? 0;
      order[i] = order[j] ?? 0;
      order[j] = held;
    }
    return order;
  }
}

/** The stream with this key, at its first number. */
export function randomStream(key: StreamKey): RandomStream {
  return new RandomStream(key);
}
