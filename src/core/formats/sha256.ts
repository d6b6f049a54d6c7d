/**
 * SHA-256, by @noble/hashes: at once for texts and small data, piece by piece for weight files of
 * gigabytes. The platform's digest is asynchronous and wants the whole message in memory.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The digest as 64 lower-case hexadecimal digits; text is taken as UTF-8. */
export function sha256Hex(message: Uint8Array | string): string {
  return bytesToHex(sha256(typeof message === 'string' ? utf8ToBytes(message) : message));
}

/** A digest of data that arrives in pieces. */
export class Sha256 {
  readonly #hash = sha256.create();

  /** Takes the next bytes of the message. */
  update(bytes: Uint8Array): this {
    this.#hash.update(bytes);
    return this;
  }

  /** Ends the message: its digest as 64 lower-case hexadecimal digits. */
  hex(): string {
    return bytesToHex(this.#hash.digest());
  }
}
