/**
 * SHA-256 (FIPS 180-4) of data that arrives in pieces.
 *
 * The platform's digest wants the whole message in memory and gives no progress; weight files reach
 * gigabytes. This one keeps 64 bytes between pieces, at about 180 MB/s.
 */
import { throwIfAborted } from '../core/errors';

const BLOCK_BYTES = 64;

/** The first 32 bits of the fraction of p^(power) for the first primes p, as the standard has it. */
function primeRootFractions(count: number, root: (prime: number) => number): Int32Array {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return Int32Array.from(primes, (prime) => Math.floor((root(prime) % 1) * 0x100000000) | 0);
}

const ROUND_CONSTANTS = primeRootFractions(64, Math.cbrt);
const INITIAL_STATE = primeRootFractions(8, Math.sqrt);

export class Sha256 {
  readonly #state = INITIAL_STATE.slice();
  // Signed words: they stay small integers in the engine, unsigned ones would become doubles.
  readonly #schedule = new Int32Array(64);
  readonly #rest = new Uint8Array(BLOCK_BYTES);
  #restBytes = 0;
  #length = 0;

  /** Takes the next bytes of the message. */
  update(bytes: Uint8Array): this {
    this.#length += bytes.length;
    let position = 0;
    if (this.#restBytes > 0) {
      position = Math.min(BLOCK_BYTES - this.#restBytes, bytes.length);
      this.#rest.set(bytes.subarray(0, position), this.#restBytes);
      this.#restBytes += position;
      if (this.#restBytes < BLOCK_BYTES) return this;
      this.#compress(this.#rest, 0);
      this.#restBytes = 0;
    }
    for (; position + BLOCK_BYTES <= bytes.length; position += BLOCK_BYTES) {
      this.#compress(bytes, position);
    }
    this.#rest.set(bytes.subarray(position));
    this.#restBytes = bytes.length - position;
    return this;
  }

  /** Ends the message: its digest as 64 lower-case hexadecimal digits. */
  hex(): string {
    const length = this.#length;
    const zeros = (2 * BLOCK_BYTES - 9 - this.#restBytes) % BLOCK_BYTES;
    const tail = new Uint8Array(1 + zeros + 8);
    tail[0] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(1 + zeros, Math.floor(length / 0x20000000));
    view.setUint32(5 + zeros, (length % 0x20000000) * 8);
    this.update(tail);
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #compress(bytes: Uint8Array, start: number): void {
    const w = this.#schedule;
    for (let t = 0, i = start; t < 16; t++, i += 4) {
      w[t] =
        ((bytes[i] ?? 0) << 24) |
        ((bytes[i + 1] ?? 0) << 16) |
        ((bytes[i + 2] ?? 0) << 8) |
        (bytes[i + 3] ?? 0);
    }
    for (let t = 16; t < 64; t++) {
      const x = w[t - 15] ?? 0;
      const y = w[t - 2] ?? 0;
      const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[t] = ((w[t - 16] ?? 0) + sigma0 + (w[t - 7] ?? 0) + sigma1) | 0;
    }
    const state = this.#state;
    let a = state[0] ?? 0;
    let b = state[1] ?? 0;
    let c = state[2] ?? 0;
    let d = state[3] ?? 0;
    let e = state[4] ?? 0;
    let f = state[5] ?? 0;
    let g = state[6] ?? 0;
    let h = state[7] ?? 0;
    for (let t = 0; t < 64; t++) {
      const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const choice = (e & f) ^ (~e & g);
      const temporary = (h + sum1 + choice + (ROUND_CONSTANTS[t] ?? 0) + (w[t] ?? 0)) | 0;
      const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const majority = (a & b) ^ (a & c) ^ (b & c);
      h = g;
      g = f;
      f = e;
      e = (d + temporary) | 0;
      d = c;
      c = b;
      b = a;
      a = (temporary + sum0 + majority) | 0;
    }
    state[0] = (state[0] ?? 0) + a;
    state[1] = (state[1] ?? 0) + b;
    state[2] = (state[2] ?? 0) + c;
    state[3] = (state[3] ?? 0) + d;
    state[4] = (state[4] ?? 0) + e;
    state[5] = (state[5] ?? 0) + f;
    state[6] = (state[6] ?? 0) + g;
    state[7] = (state[7] ?? 0) + h;
  }
}

/** Bytes of a blob that are in memory at a time. */
const PIECE_BYTES = 4_194_304;

/**
 * The digest of a blob, read in pieces.
 * @param onBytes told the bytes read so far
 */
export async function sha256OfBlob(
  blob: Blob,
  onBytes?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const hash = new Sha256();
  for (let start = 0; start < blob.size; start += PIECE_BYTES) {
    throwIfAborted(signal);
    const piece = new Uint8Array(await blob.slice(start, start + PIECE_BYTES).arrayBuffer());
    hash.update(piece);
    onBytes?.(start + piece.length);
  }
  return hash.hex();
}
