/** The canvas size of a WebP (RIFF container; VP8, VP8L or extended) and whether it is whole. */
import { badImage, cutShort } from '../bad-image';
import type { PixelSize } from './size';

function fourCharacters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

export function isWebp(bytes: Uint8Array): boolean {
  return fourCharacters(bytes, 0) === 'RIFF' && fourCharacters(bytes, 8) === 'WEBP';
}

/** @throws StillroomError BadImage when the container is longer than the file */
export function readWebp(bytes: Uint8Array): PixelSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 30 || view.getUint32(4, true) + 8 > bytes.length) throw cutShort('WebP');
  switch (fourCharacters(bytes, 12)) {
    case 'VP8 ':
      // 14 bits each; the upper two are a scaling hint for display.
      return {
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
      };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return {
        width: (view.getUint32(24, true) & 0xffffff) + 1,
        height: (view.getUint32(26, true) >>> 8) + 1,
      };
    default:
      throw badImage('is a WebP of an unknown kind');
  }
}
