/** SHA-256 of bytes that are in memory: 64 lower-case hexadecimal digits. */
import { sha256Hex } from './sha256';

/** The platform's digest, which takes no time of this thread; a page over plain HTTP from another machine has none. */
const platform: SubtleCrypto | undefined = globalThis.crypto?.subtle;

/** By the platform, else by our own code: whole files and pictures. */
export async function sha256Of(bytes: ArrayBufferView<ArrayBuffer>): Promise<string> {
  if (platform === undefined) {
    return sha256Hex(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
  const digest = new Uint8Array(await platform.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
