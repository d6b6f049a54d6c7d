/** The size of a PNG and whether all its chunks are there, to IEND. */
import { cutShort } from '../bad-image';
import type { PixelSize } from './size';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const IEND = 0x49454e44;
/** Length, type and checksum around a chunk's data. */
const FRAME = 12;

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/** @throws StillroomError BadImage when a chunk runs past the end of the file */
export function readPng(bytes: Uint8Array): PixelSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE.length; at + FRAME <= bytes.length;) {
    if (view.getUint32(at + 4) === IEND && bytes.length >= 33) {
      return { width: view.getUint32(16), height: view.getUint32(20) };
    }
    at += FRAME + view.getUint32(at);
  }
  throw cutShort('PNG');
}
