/**
 * The first directory of a TIFF (TIFF 6.0), with what it takes to decode it, or the reason why it is
 * not decoded here: only uncompressed and PackBits pictures of unsigned samples are.
 */
import { badImage, cutShort } from '../bad-image';
import { orientationValue, type OrientationValue } from './exif';
import type { PixelSize } from './size';

export interface TiffHeader extends PixelSize {
  readonly little: boolean;
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  readonly bits: number;
  readonly samples: number;
  readonly packBits: boolean;
  /** 0 white is zero, 1 black is zero, 2 RGB, 3 palette. */
  readonly photometric: number;
  /** True where each sample has a plane of its own. */
  readonly planar: boolean;
  /** Strips are blocks as wide as the picture. */
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
  /** 3 * 2^bits values of 16 bits: all reds, greens, blues; empty without a palette. */
  readonly palette: readonly number[];
  readonly alpha: 'none' | 'associated' | 'unassociated';
  readonly orientation: OrientationValue;
}

const TAGS = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planar: 284,
  palette: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
} as const;

const TYPE_BYTES = new Map([
  [1, 1],
  [3, 2],
  [4, 4],
]);
const COMPRESSIONS = new Map([
  [2, 'CCITT'],
  [3, 'fax'],
  [4, 'fax'],
  [5, 'LZW'],
  [6, 'JPEG'],
  [7, 'JPEG'],
  [8, 'Deflate'],
  [32946, 'Deflate'],
  [34712, 'JPEG 2000'],
  [50000, 'Zstandard'],
  [50001, 'WebP'],
]);
/** A picture of 64 megapixels in strips of one row has fewer. */
const MOST_VALUES = 2 ** 20;

export function isTiff(bytes: Uint8Array): boolean {
  const mark = String.fromCharCode(...bytes.subarray(0, 4));
  return mark === 'II*\0' || mark === 'MM\0*';
}

function unsupported(what: string): Error {
  return badImage(
    `is a TIFF ${what}, an image format that browsers don't decode; convert it to PNG or JPEG`,
  );
}

class Directory {
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #values = new Map<number, number[]>();

  constructor(view: DataView, little: boolean) {
    this.#view = view;
    this.#little = little;
    if (view.byteLength < 8) throw cutShort('TIFF');
    const start = view.getUint32(4, little);
    if (start + 2 > view.byteLength) throw cutShort('TIFF');
    const known = new Set<number>(Object.values(TAGS));
    const entries = view.getUint16(start, little);
    for (let i = 0; i < entries; i++) {
      const at = start + 2 + i * 12;
      if (at + 12 > view.byteLength) throw cutShort('TIFF');
      const tag = view.getUint16(at, little);
      if (known.has(tag)) this.#values.set(tag, this.#read(at));
    }
  }

  #read(at: number): number[] {
    const view = this.#view;
    const type = view.getUint16(at + 2, this.#little);
    const count = view.getUint32(at + 4, this.#little);
    const bytes = TYPE_BYTES.get(type);
    if (bytes === undefined || count > MOST_VALUES) return [];
    const from = bytes * count <= 4 ? at + 8 : view.getUint32(at + 8, this.#little);
    if (from + bytes * count > view.byteLength) throw cutShort('TIFF');
    return Array.from({ length: count }, (_, i) => {
      const place = from + i * bytes;
      if (bytes === 1) return view.getUint8(place);
      return bytes === 2
        ? view.getUint16(place, this.#little)
        : view.getUint32(place, this.#little);
    });
  }

  all(tag: number): readonly number[] {
    return this.#values.get(tag) ?? [];
  }

  one(tag: number, otherwise: number): number {
    return this.#values.get(tag)?.[0] ?? otherwise;
  }
}

function refuse(directory: Directory, bits: readonly number[], samples: number): void {
  const compression = directory.one(TAGS.compression, 1);
  if (compression !== 1 && compression !== 32773) {
    throw unsupported(`packed by ${COMPRESSIONS.get(compression) ?? `method ${compression}`}`);
  }
  const photometric = directory.one(TAGS.photometric, 1);
  if (photometric > 3) throw unsupported('in colours other than grey, RGB or a palette');
  const formats = directory.all(TAGS.sampleFormat);
  if (formats.some((format) => format !== 1 && format !== 4)) {
    throw unsupported('of signed or floating-point samples');
  }
  const [first = 1] = bits;
  const isSmall = photometric !== 2 && samples === 1 && [1, 2, 4].includes(first);
  if (bits.some((one) => one !== first) || (first !== 8 && first !== 16 && !isSmall)) {
    throw unsupported(`of ${bits.join(', ')} bits a sample`);
  }
  if (photometric === 3 && first === 16) throw unsupported('with a palette of 16 bits');
  if (samples > 64 || (photometric === 2 && samples < 3)) throw badImage('is a damaged TIFF');
  if (directory.one(TAGS.fillOrder, 1) !== 1 && first < 8) throw unsupported('of reversed bits');
}

function alphaOf(extra: readonly number[]): TiffHeader['alpha'] {
  if (extra[0] === 1) return 'associated';
  return extra[0] === 2 ? 'unassociated' : 'none';
}

/** @throws StillroomError BadImage when it is damaged, cut short or of a kind that is not decoded */
export function tiffHeader(bytes: Uint8Array): TiffHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const directory = new Directory(view, little);
  const width = directory.one(TAGS.width, 0);
  const height = directory.one(TAGS.height, 0);
  const samples = directory.one(TAGS.samples, 1);
  const bits = directory.all(TAGS.bits);
  refuse(directory, bits.length === 0 ? [1] : bits, samples);
  const tiled = directory.all(TAGS.tileOffsets).length > 0;
  const blockHeight = tiled
    ? directory.one(TAGS.tileHeight, 0)
    : Math.min(height, directory.one(TAGS.rowsPerStrip, height));
  return {
    width,
    height,
    little,
    bits: bits[0] ?? 1,
    samples,
    packBits: directory.one(TAGS.compression, 1) === 32773,
    photometric: directory.one(TAGS.photometric, 1),
    planar: directory.one(TAGS.planar, 1) === 2 && samples > 1,
    blockWidth: tiled ? directory.one(TAGS.tileWidth, 0) : width,
    blockHeight,
    offsets: directory.all(tiled ? TAGS.tileOffsets : TAGS.stripOffsets),
    byteCounts: directory.all(tiled ? TAGS.tileByteCounts : TAGS.stripByteCounts),
    palette: directory.all(TAGS.palette),
    alpha: alphaOf(directory.all(TAGS.extraSamples)),
    orientation: orientationValue(directory.one(TAGS.orientation, 1)) ?? 1,
  };
}

/** @throws StillroomError BadImage as `tiffHeader` does, and when a block runs past the end */
export function readTiff(bytes: Uint8Array): PixelSize {
  const { width, height, offsets, byteCounts, packBits } = tiffHeader(bytes);
  const ends = offsets.map((offset, i) => offset + (byteCounts[i] ?? 0));
  if (ends.some((end) => end > bytes.length)) throw cutShort('TIFF');
  if (width > 0 && height > 0 && offsets.length === 0)
    throw badImage('is a TIFF without a picture');
  if (packBits && byteCounts.length < offsets.length) throw badImage('is a damaged TIFF');
  return { width, height };
}
