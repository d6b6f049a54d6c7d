/** The canvas size of a GIF and whether its first frame is there to the end. */
import { cutShort, badImage } from '../bad-image';
import type { PixelSize } from './size';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

export function isGif(bytes: Uint8Array): boolean {
  const signature = String.fromCharCode(...bytes.subarray(0, 6));
  return signature === 'GIF87a' || signature === 'GIF89a';
}

/** Bytes of the colour table that a packed field announces. */
const tableBytes = (packed: number): number =>
  (packed & 0x80) === 0 ? 0 : 3 << ((packed & 7) + 1);

/** Position after a chain of sub-blocks, or -1 when the file ends inside it. */
function skipSubBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let length = bytes[at]; length !== undefined; length = bytes[at]) {
    at += length + 1;
    if (length === 0) return at;
  }
  return -1;
}

/** @throws StillroomError BadImage when the first frame is missing or cut short */
export function readGif(bytes: Uint8Array): PixelSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 13) throw cutShort('GIF');
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  let at = 13 + tableBytes(bytes[10] ?? 0);
  while (at >= 0 && at < bytes.length) {
    const block = bytes[at];
    if (block === TRAILER) throw badImage('is a GIF without a frame in it');
    if (block === EXTENSION) at = skipSubBlocks(bytes, at + 2);
    else if (block === IMAGE) {
      const data = at + 10 + tableBytes(bytes[at + 9] ?? 0) + 1;
      if (skipSubBlocks(bytes, data) < 0) break;
      return size;
    } else throw badImage('is a damaged GIF');
  }
  throw cutShort('GIF');
}
