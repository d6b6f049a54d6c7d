/**
 * Reads the PNG files that `encodePng` writes, without a browser: 8-bit RGB, one piece of data, no
 * interlace. Everything is checked, since a file may come back from anywhere.
 */
import { unzlibSync } from 'fflate';
import { StillroomError } from '../../core/errors';
import type { Picture } from '../../core/picture';
import { CHANNELS, predict } from './png';
import { chunksOf, type PngChunk } from './png-chunks';

/** The largest side; the models here make pictures of 32 to 1,024 pixels. */
const LARGEST_SIDE = 8192;
/** Eight bits a channel, RGB, the one compression and filter method, no interlace. */
const KIND = [8, 2, 0, 0, 0];
const LAST_FILTER = 4;

function notOurs(what: string): StillroomError {
  return new StillroomError(
    'BadImage',
    `This PNG was not written by Stillroom: ${what}. Use the file as it was exported.`,
  );
}

function sizeOf({ data }: PngChunk): { readonly width: number; readonly height: number } {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length !== 13 || KIND.some((value, i) => data[8 + i] !== value)) {
    throw notOurs('it is not an 8-bit RGB picture');
  }
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  if (Math.min(width, height) < 1 || Math.max(width, height) > LARGEST_SIDE) {
    throw notOurs(`it says to be ${width} x ${height} pixels`);
  }
  return { width, height };
}

/** The filtered rows. @param length how many bytes they are */
function inflated({ data }: PngChunk, length: number): Uint8Array {
  // One byte more than there should be, so that too much data is noticed and takes no memory.
  const out = new Uint8Array(length + 1);
  let rows: Uint8Array;
  try {
    rows = unzlibSync(data, { out });
  } catch {
    throw notOurs('its data cannot be unpacked');
  }
  if (rows.length !== length) throw notOurs('its data has another length than its picture');
  return rows;
}

/** @throws StillroomError BadImage for a file that is damaged, or that `encodePng` did not write */
export function decodePng(file: Uint8Array): Picture {
  const chunks = [...chunksOf(file)];
  const [header] = chunks;
  const [data, ...more] = chunks.filter(({ type }) => type === 'IDAT');
  if (header?.type !== 'IHDR' || data === undefined || chunks.at(-1)?.type !== 'IEND') {
    throw notOurs('a part is missing');
  }
  if (more.length > 0) throw notOurs('its data comes in several parts');
  const { width, height } = sizeOf(header);
  const stride = width * CHANNELS;
  const rows = inflated(data, height * (stride + 1));
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const source = y * (stride + 1);
    const row = y * stride;
    const filter = rows[source] ?? 0;
    if (filter > LAST_FILTER) throw notOurs(`it uses a filter ${filter}`);
    for (let i = 0; i < stride; i++) {
      const at = row + i;
      const inside = i >= CHANNELS;
      const left = inside ? (pixels[at - CHANNELS] ?? 0) : 0;
      const up = y > 0 ? (pixels[at - stride] ?? 0) : 0;
      const upLeft = inside && y > 0 ? (pixels[at - stride - CHANNELS] ?? 0) : 0;
      pixels[at] = (rows[source + 1 + i] ?? 0) + predict(filter, left, up, upLeft);
    }
  }
  return { width, height, pixels };
}
