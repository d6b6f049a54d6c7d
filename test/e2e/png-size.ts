/** The size that a PNG file says it has: bytes 16 to 23, the start of its IHDR. */
import { readFileSync } from 'node:fs';

export function decodedSize(path: string): { readonly width: number; readonly height: number } {
  const bytes = readFileSync(path);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}
