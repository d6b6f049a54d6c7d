/**
 * The frame size of a JPEG, and whether the file is whole (ITU T.81, annex B).
 *
 * Decoders fill what is missing of a truncated JPEG with grey and call it a success, so the file is
 * walked to its end-of-image marker: segment by segment, through the entropy-coded data of every
 * scan. Searching for the marker's two bytes would not do, since EXIF thumbnails contain them too.
 */
import { cutShort, badImage } from '../bad-image';
import type { PixelSize } from './size';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const TEM = 0x01;

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff;
}

/** Restart markers and TEM stand alone; every other marker is followed by its segment's length. */
const standsAlone = (marker: number): boolean =>
  marker === TEM || (marker >= 0xd0 && marker <= 0xd7);

/** SOF0..SOF15 without DHT (C4), JPG (C8) and DAC (CC), which lie in the same range. */
const startsFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Position of the next marker's code byte, or -1 at the end; stuffed zeros are data, not markers. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1];
    if (code === undefined) return -1;
    if (code !== 0x00 && code !== 0xff) return at + 1;
  }
  return -1;
}

/** @throws StillroomError BadImage when the file ends before its image does */
export function readJpeg(bytes: Uint8Array): PixelSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: PixelSize | undefined;
  let scanned = false;
  let at = nextMarker(bytes, 2);
  while (at >= 0) {
    const marker = bytes[at] ?? 0;
    if (marker === EOI) {
      if (size === undefined || !scanned) throw badImage('is a JPEG without an image in it');
      return size;
    }
    let next = at + 1;
    if (!standsAlone(marker)) {
      if (next + 2 > bytes.length) break;
      const end = next + view.getUint16(next);
      if (startsFrame(marker) && next + 7 <= bytes.length) {
        size = { height: view.getUint16(next + 3), width: view.getUint16(next + 5) };
      }
      if (marker === SOS) scanned = true;
      next = end;
    }
    at = nextMarker(bytes, next);
  }
  throw cutShort('JPEG');
}
