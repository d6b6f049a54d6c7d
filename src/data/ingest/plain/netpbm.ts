/** PBM, PGM and PPM pictures (P1 to P6, of 1 to 16 bits) into RGBA; of several in a file, the first. */
import { badImage, cutShort } from '../bad-image';
import { netpbmHeader, readNumber, skipSpace, type NetpbmHeader } from '../headers/netpbm';
import type { RgbaPicture } from './rgba';

/** The samples of a raster in their order, from 0 to the header's largest. */
function samples(bytes: Uint8Array, header: NetpbmHeader, count: number): Uint16Array {
  const { kind, width, height, largest, raster } = header;
  const out = new Uint16Array(count);
  if (kind === 4) {
    const rowBytes = Math.ceil(width / 8);
    for (let i = 0; i < width * height; i++) {
      const x = i % width;
      const byte = bytes[raster + Math.floor(i / width) * rowBytes + (x >> 3)] ?? 0;
      out[i] = (byte >> (7 - (x & 7))) & 1;
    }
  } else if (kind > 4) {
    const wide = largest > 255;
    for (let i = 0; i < count; i++) {
      const at = raster + (wide ? 2 * i : i);
      out[i] = wide ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : (bytes[at] ?? 0);
    }
  } else {
    let at = raster - 1;
    for (let i = 0; i < count; i++) {
      at = skipSpace(bytes, at);
      if (kind === 1) {
        // Bits need no space between them.
        const bit = bytes[at];
        if (bit === undefined) throw cutShort('Netpbm image');
        if (bit !== 0x30 && bit !== 0x31) throw badImage('is a damaged Netpbm image');
        out[i] = bit - 0x30;
        at++;
      } else {
        const { value, end } = readNumber(bytes, at);
        out[i] = Math.min(value, largest);
        at = end;
      }
    }
  }
  return out;
}

/**
 * Decodes a Netpbm picture.
 * @param bytes checked by `readNetpbm` and for its size
 * @throws StillroomError BadImage for a text that is damaged or cut short
 */
export function decodeNetpbm(bytes: Uint8Array): RgbaPicture {
  const header = netpbmHeader(bytes);
  const { kind, width, height, largest } = header;
  const colours = kind === 3 || kind === 6 ? 3 : 1;
  const isBits = kind === 1 || kind === 4;
  const values = samples(bytes, header, width * height * colours);
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      const value = Math.min(values[i * colours + (colours === 3 ? c : 0)] ?? 0, largest);
      const level = Math.round((value * 255) / largest);
      // In bits, 1 is black.
      rgba[i * 4 + c] = isBits ? 255 - level : level;
    }
    rgba[i * 4 + 3] = 255;
  }
  return { width, height, rgba, orientation: 1 };
}
