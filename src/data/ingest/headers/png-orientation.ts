/**
 * The orientation of a PNG: in its eXIf chunk (PNG 1.5 extensions), before or after the picture, else in a text.
 */
import { crc32 } from '../../crc32';
import { exifOrientation, type StatedOrientation } from './exif';
import { textOrientation } from './png-text-orientation';

const SIGNATURE = 8;
const FRAME = 12;
const EXIF = 0x65584966;
const TEXT = 0x74455874;
const PACKED_TEXT = 0x7a545874;

export function pngOrientation(bytes: Uint8Array): StatedOrientation | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let inText: StatedOrientation | undefined;
  for (let at = SIGNATURE; at + FRAME <= bytes.length; at += FRAME + view.getUint32(at)) {
    const type = view.getUint32(at + 4);
    const data = at + 8;
    const end = data + view.getUint32(at);
    if (type === TEXT || type === PACKED_TEXT) {
      const value = textOrientation(bytes.subarray(data, end), type === PACKED_TEXT);
      if (value !== undefined) inText ??= { value, patches: [] };
    }
    if (type !== EXIF) continue;
    const stated = exifOrientation(bytes, data, end);
    if (stated === undefined || end + 4 > bytes.length) return inText;
    // The chunk's checksum covers its type and data.
    const patched = bytes.slice(at + 4, end);
    for (const patch of stated.patches) patched.set(patch.bytes, patch.at - at - 4);
    const crc = crc32(patched);
    const checksum = {
      at: end,
      bytes: [crc >>> 24, crc >>> 16, crc >>> 8, crc].map((n) => n & 255),
    };
    return { value: stated.value, patches: [...stated.patches, checksum] };
  }
  return inText;
}
