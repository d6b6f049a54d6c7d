/** The size of a Windows bitmap and whether its rows are all there. */
import { cutShort } from '../bad-image';
import type { PixelSize } from './size';

/** Lengths of the known DIB headers, from OS/2's to version 5; the smallest has 16-bit fields. */
const DIB_HEADERS = new Set([12, 16, 40, 52, 56, 64, 108, 124]);
const CORE_HEADER = 12;
const UNCOMPRESSED = 0;

export function isBmp(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x42 || bytes[1] !== 0x4d || bytes.length < 26) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return DIB_HEADERS.has(view.getUint32(14, true));
}

/** @throws StillroomError BadImage when the rows run past the end of the file */
export function readBmp(bytes: Uint8Array): PixelSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const core = view.getUint32(14, true) === CORE_HEADER;
  if (!core && bytes.length < 34) throw cutShort('BMP');
  const width = core ? view.getUint16(18, true) : Math.abs(view.getInt32(18, true));
  // A negative height means that the top row comes first.
  const height = core ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true));
  const bitsPerPixel = view.getUint16(core ? 24 : 28, true);
  if (core || view.getUint32(30, true) === UNCOMPRESSED) {
    const rowBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
    if (view.getUint32(10, true) + rowBytes * height > bytes.length) throw cutShort('BMP');
  }
  return { width, height };
}
