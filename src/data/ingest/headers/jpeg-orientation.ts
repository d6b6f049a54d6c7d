/** The orientation of a JPEG: in the first APP1 segment that is Exif and states one. */
import { exifOrientation, type StatedOrientation } from './exif';

const SOS = 0xda;
const APP1 = 0xe1;
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];

export function jpegOrientation(bytes: Uint8Array): StatedOrientation | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: StatedOrientation[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      // Fill bytes may stand before any marker.
      at++;
      continue;
    }
    if (marker === SOS) break;
    const end = at + 2 + view.getUint16(at + 2);
    const isExif = marker === APP1 && EXIF.every((byte, i) => bytes[at + 4 + i] === byte);
    const stated = isExif ? exifOrientation(bytes, at + 4, end) : undefined;
    if (stated !== undefined) found.push(stated);
    at = end;
  }
  const [first] = found;
  // Every statement is overwritten: which of several a decoder believes is its own affair.
  return first && { value: first.value, patches: found.flatMap(({ patches }) => patches) };
}
