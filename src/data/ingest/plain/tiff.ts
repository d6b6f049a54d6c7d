/** Uncompressed and PackBits TIFF pictures (TIFF 6.0, sections 3 to 9) into RGBA; the first page. */
import { badImage, cutShort } from '../bad-image';
import { tiffHeader, type TiffHeader } from '../headers/tiff';
import type { RgbaPicture } from './rgba';

/** PackBits (section 9): runs and copies, led by a signed byte. */
function unpackBits(packed: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let to = 0;
  for (let at = 0; at < packed.length && to < length;) {
    const lead = packed[at++] ?? 0;
    if (lead < 128) {
      const piece = packed.subarray(at, at + Math.min(lead + 1, length - to));
      out.set(piece, to);
      to += piece.length;
      at += lead + 1;
    } else if (lead > 128) {
      const run = Math.min(257 - lead, length - to);
      out.fill(packed[at++] ?? 0, to, to + run);
      to += run;
    }
  }
  if (to < length) throw cutShort('TIFF');
  return out;
}

interface Block {
  readonly left: number;
  readonly top: number;
  /** Rows that lie in the picture. */
  readonly rows: number;
  /** The first sample that it holds. */
  readonly sample: number;
  readonly data: Uint8Array;
  readonly rowBytes: number;
}

function* blocksOf(bytes: Uint8Array, header: TiffHeader): Generator<Block> {
  const { width, height, blockWidth, blockHeight, bits, samples, planar } = header;
  if (blockWidth < 1 || blockHeight < 1) throw badImage('is a damaged TIFF');
  const across = Math.ceil(width / blockWidth);
  const perPlane = across * Math.ceil(height / blockHeight);
  const inBlock = planar ? 1 : samples;
  const rowBytes = Math.ceil((blockWidth * bits * inBlock) / 8);
  const tiled = blockWidth !== width;
  if (header.offsets.length < perPlane * (planar ? samples : 1)) throw cutShort('TIFF');
  for (const [i, offset] of header.offsets.entries()) {
    const place = i % perPlane;
    const top = Math.floor(place / across) * blockHeight;
    const rows = Math.min(blockHeight, height - top);
    const length = rowBytes * (tiled ? blockHeight : rows);
    const packed = bytes.subarray(offset, offset + (header.byteCounts[i] ?? length));
    const data = header.packBits ? unpackBits(packed, length) : packed;
    if (data.length < rowBytes * rows) throw cutShort('TIFF');
    const sample = Math.floor(i / perPlane);
    yield { left: (place % across) * blockWidth, top, rows, sample, data, rowBytes };
  }
}

/** A sample of a row, from 0 to 2^bits - 1. */
function sampleAt(block: Block, row: number, index: number, header: TiffHeader): number {
  const { data, rowBytes } = block;
  const { bits, little } = header;
  const start = row * rowBytes;
  if (bits === 8) return data[start + index] ?? 0;
  if (bits === 16) {
    const [first = 0, second = 0] = data.subarray(start + 2 * index, start + 2 * index + 2);
    return little ? second * 256 + first : first * 256 + second;
  }
  const bit = index * bits;
  return ((data[start + (bit >> 3)] ?? 0) >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
}

/** Which of the four bytes a sample goes to; undefined for samples that are no colour. */
function channelsOf(sample: number, { photometric, alpha }: TiffHeader): readonly number[] {
  const colours = photometric === 2 ? 3 : 1;
  if (sample < colours) return colours === 3 ? [sample] : [0, 1, 2];
  return sample === colours && alpha !== 'none' ? [3] : [];
}

function divideByAlpha(rgba: Uint8ClampedArray): void {
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3] ?? 0;
    if (alpha === 0 || alpha === 255) continue;
    for (let c = i; c < i + 3; c++) rgba[c] = ((rgba[c] ?? 0) * 255) / alpha;
  }
}

/**
 * Decodes a TIFF.
 * @param bytes checked by `readTiff` and for its size
 * @throws StillroomError BadImage when its blocks do not cover the picture
 */
export function decodeTiff(bytes: Uint8Array): RgbaPicture {
  const header = tiffHeader(bytes);
  const { width, height, bits, samples, planar, photometric, palette } = header;
  const largest = 2 ** bits - 1;
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  const level = (value: number): number => {
    const scaled = Math.round((value * 255) / largest);
    return photometric === 0 ? 255 - scaled : scaled;
  };
  for (const block of blocksOf(bytes, header)) {
    const inBlock = planar ? 1 : samples;
    const columns = Math.min(header.blockWidth, width - block.left);
    for (let s = 0; s < inBlock; s++) {
      const channels = channelsOf(block.sample + s, header);
      if (channels.length === 0) continue;
      for (let row = 0; row < block.rows; row++) {
        for (let x = 0; x < columns; x++) {
          const value = sampleAt(block, row, x * inBlock + s, header);
          const at = ((block.top + row) * width + block.left + x) * 4;
          for (const c of channels) {
            const entry = palette[c * (largest + 1) + value] ?? 0;
            const isColour = photometric === 3 && c < 3;
            rgba[at + c] = isColour ? entry >> 8 : c === 3 ? (value * 255) / largest : level(value);
          }
        }
      }
    }
  }
  if (header.alpha === 'associated') divideByAlpha(rgba);
  return { width, height, rgba, orientation: header.orientation };
}
