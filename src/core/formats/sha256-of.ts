/** SHA-256 of bytes that are in memory: 64 lower-case hexadecimal digits. */
import { sha256Hex } from './sha256';

/**
 * By the platform, which takes no time of this thread, or by our own code on a page that has no such platform:
 * one over plain HTTP from another machine.
 */
export async function sha256Of(bytes: ArrayBufferView<ArrayBuffer>): Promise<string> {
  const platform: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (platform === undefined) {
    return sha256Hex(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
  const digest = new Uint8Array(await platform.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
