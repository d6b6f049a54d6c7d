/** The orientation of a WebP: in its EXIF chunk, which may stand before or after the picture. */
import { exifOrientation, type StatedOrientation } from './exif';

const RIFF_HEADER = 12;
const EXIF = 0x45584946;

export function webpOrientation(bytes: Uint8Array): StatedOrientation | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = RIFF_HEADER; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    if (view.getUint32(at) === EXIF) return exifOrientation(bytes, at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  return undefined;
}
