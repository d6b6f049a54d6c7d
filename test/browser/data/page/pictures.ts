/** Pictures that the page draws for itself, and what is done to them. */
import { zlibSync } from 'fflate';
import { crc32 } from '../../../../src/data/crc32';

/** Red, green, blue and yellow: the quarters of the test picture, row by row. */
export const QUARTERS = ['#ff0000', '#00ff00', '#0000ff', '#ffff00'];

type Drawing = (context: OffscreenCanvasRenderingContext2D) => void;

export function drawn(
  width: number,
  height: number,
  draw: Drawing,
  type: string,
  quality = 0.95,
): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  draw(context);
  return canvas.convertToBlob({ type, quality });
}

export const drawQuarters: Drawing = (context) => {
  const { width, height } = context.canvas;
  QUARTERS.forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect(
      (i % 2) * (width / 2),
      Math.floor(i / 2) * (height / 2),
      width / 2,
      height / 2,
    );
  });
};

/** A picture that compresses like a photograph; different for each number. */
export function drawNoise(number: number): Drawing {
  return (context) => {
    const { width, height } = context.canvas;
    const image = context.createImageData(width, height);
    for (let i = 0; i < image.data.length; i++) {
      const wave = Math.sin(i / (90 + number)) + Math.sin((i * number) / 7001);
      image.data[i] = i % 4 === 3 ? 255 : 128 + 50 * wave + ((i * 7919 + number * 31) % 23);
    }
    context.putImageData(image, 0, 0);
  };
}

/** An Exif block that states an orientation, behind another tag, in either byte order. */
export function exifBlock(orientation: number, little = false): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + 2 + 2 * 12 + 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, 2, little);
  // Tag 0x0100, ImageWidth, as a long; then 0x0112, Orientation, as a short.
  [
    [0x0100, 4, 40],
    [0x0112, 3, orientation],
  ].forEach(([tag = 0, type = 0, value = 0], i) => {
    const at = 10 + i * 12;
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, type, little);
    view.setUint32(at + 4, 1, little);
    if (type === 3) view.setUint16(at + 8, value, little);
    else view.setUint32(at + 8, value, little);
  });
  return bytes;
}

const ascii = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** The JPEG with an EXIF segment that states an orientation, right after its start. */
export async function withOrientation(jpeg: Blob, orientation: number): Promise<Blob> {
  const exif = [...ascii('Exif\0\0'), ...exifBlock(orientation)];
  const segment = Uint8Array.of(0xff, 0xe1, 0, exif.length + 2, ...exif);
  const bytes = new Uint8Array(await jpeg.arrayBuffer());
  return new Blob([bytes.slice(0, 2), segment, bytes.slice(2)]);
}

export function riffChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(8 + data.length + (data.length % 2));
  chunk.set(ascii(type));
  new DataView(chunk.buffer).setUint32(4, data.length, true);
  chunk.set(data, 8);
  return chunk;
}

/** The picture's own chunk of a plain WebP: VP8 or VP8L, with its header. */
export async function webpPicture(webp: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await webp.arrayBuffer());
  const view = new DataView(bytes.buffer);
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const end = at + 8 + size + (size % 2);
    if (/^VP8[ L]/.test(String.fromCharCode(...bytes.slice(at, at + 4))))
      return bytes.slice(at, end);
    at = end;
  }
  throw new Error('no picture in the WebP');
}

/** An extended WebP of chunks. @param flags of its VP8X chunk */
export function extendedWebp(
  width: number,
  height: number,
  flags: number,
  chunks: readonly Uint8Array<ArrayBuffer>[],
): Blob {
  const size = (n: number): number[] => [(n - 1) & 255, (n - 1) >> 8, 0];
  const head = riffChunk('VP8X', Uint8Array.of(flags, 0, 0, 0, ...size(width), ...size(height)));
  const body = [head, ...chunks];
  const length = body.reduce((sum, chunk) => sum + chunk.length, 4);
  const riff = new Uint8Array(8);
  riff.set(ascii('RIFF'));
  new DataView(riff.buffer).setUint32(4, length, true);
  return new Blob([riff, ascii('WEBP'), ...body]);
}

/** The WebP with an EXIF chunk, before or behind its picture. */
export async function webpWithOrientation(
  webp: Blob,
  orientation: number,
  before: boolean,
): Promise<Blob> {
  const exif = riffChunk('EXIF', exifBlock(orientation, true));
  const picture = await webpPicture(webp);
  return extendedWebp(40, 20, 8, before ? [exif, picture] : [picture, exif]);
}

export function pngChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(ascii(type), 4);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}

const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The PNG with chunks put in before its picture. */
export async function withPngChunks(
  png: Blob,
  chunks: readonly Uint8Array<ArrayBuffer>[],
): Promise<Blob> {
  // Signature and IHDR.
  return new Blob([png.slice(0, 33), ...chunks, png.slice(33)]);
}

/**
 * A PNG of raw rows, each led by its filter's number.
 * @param header bit depth, colour type, interlace
 */
export function rawPng(
  width: number,
  height: number,
  [depth, colour, interlace]: readonly [number, number, number],
  rows: Uint8Array,
): Blob {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([depth, colour, 0, 0, interlace], 8);
  return new Blob([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    pngChunk('IDAT', zlibSync(rows)),
    pngChunk('IEND', new Uint8Array(0)),
  ]);
}

/** An AVIF of the quarters (40 x 20, AV1 of ours) whose `irot` and `imir` can be set. */
const AVIF_QUARTERS =
  'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAAD/bWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAOcGl0bQAAAAAAAQAA' +
  'AB5pbG9jAAAAAEQAAAEAAQAAAAEAAAEnAAAATwAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAAB+aXBycAAAAF1pcGNvAAAAFGlzcGUAAAAA' +
  'AAAAKAAAABQAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBIAAAAAAAE2NvbHJuY2x4AAEADQAGgAAAAAlpcm90AwAAAAlpbWlyAAAAABlpcG1hAAAAAAAAAAEAAQYBAoME' +
  'hYYAAABXbWRhdBIACgk4FSebSAhoNIAyQETwmMmgMMMPwgAAAQDwmTLAXSUiJjepFycBqVEPDbAJUr8jjpW5jehaO+1fv1yCYFMTCqk/StmLSodu+L3RAOE=';

/**
 * @param quarters turns counter-clockwise
 * @param axis of the mirror after them: 0 swaps top and bottom, 1 left and right
 */
export function avifTurned(quarters: number, axis: number): Blob {
  const bytes = Uint8Array.from(atob(AVIF_QUARTERS), (sign) => sign.charCodeAt(0));
  const text = String.fromCharCode(...bytes);
  bytes[text.indexOf('irot') + 4] = quarters;
  bytes[text.indexOf('imir') + 4] = axis;
  return new Blob([bytes]);
}

/** A PNG of 8-bit grey values, which a canvas does not write. */
export function greyPng(width: number, height: number, value: number): Blob {
  const rows = Uint8Array.from({ length: height * (width + 1) }, (_, i) =>
    i % (width + 1) === 0 ? 0 : value,
  );
  return rawPng(width, height, [8, 0, 0], rows);
}

/** Colours of the quarters of a picture at a pixel, as bytes. */
function quarterAt(x: number, y: number, width: number, height: number): readonly number[] {
  const quarter = (x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2);
  return [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 0],
  ][quarter] as readonly number[];
}

/** The sample of the quarters at a pixel, from 0 to 255. */
export const quarterSample =
  (width: number, height: number) =>
  (x: number, y: number, c: number): number =>
    quarterAt(x, y, width, height)[c] ?? 0;

/** Start and step of Adam7's seven passes: x, y, step along x, along y. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The quarters as a PNG that comes in seven passes. */
export function interlacedPng(width: number, height: number): Blob {
  const rows: number[] = [];
  for (const [left, top, stepX, stepY] of ADAM7) {
    for (let y = top; y < height; y += stepY) {
      if (left < width) rows.push(0);
      for (let x = left; x < width; x += stepX) rows.push(...quarterAt(x, y, width, height));
    }
  }
  return rawPng(width, height, [8, 2, 1], Uint8Array.from(rows));
}

/** The quarters as a PNG of 16 bits a sample. */
export function deepPng(width: number, height: number): Blob {
  const rows: number[] = [];
  for (let y = 0; y < height; y++) {
    rows.push(0);
    for (let x = 0; x < width; x++) {
      rows.push(...quarterAt(x, y, width, height).flatMap((value) => [value, value]));
    }
  }
  return rawPng(width, height, [16, 2, 0], Uint8Array.from(rows));
}

/** A GIF of two frames out of two of one colour each. */
export function animatedGif(first: Uint8Array, second: Uint8Array): Blob {
  // Header and colour table take 19 bytes, the control block 8, the descriptor 10.
  const frame = [...second.slice(19, 36), 0x80, ...second.slice(13, 19), ...second.slice(37, -1)];
  return new Blob([first.slice(0, -1), Uint8Array.from([...frame, 0x3b])]);
}

/** A WebP of frames of 40 x 20, from plain ones. */
export async function animatedWebp(frames: readonly Blob[]): Promise<Blob> {
  const chunks = [riffChunk('ANIM', Uint8Array.of(255, 255, 255, 255, 0, 0))];
  for (const frame of frames) {
    const head = [0, 0, 0, 0, 0, 0, 39, 0, 0, 19, 0, 0, 100, 0, 0, 0];
    chunks.push(riffChunk('ANMF', Uint8Array.from([...head, ...(await webpPicture(frame))])));
  }
  return extendedWebp(40, 20, 2, chunks);
}

async function pngData(png: Blob): Promise<number[]> {
  const bytes = new Uint8Array(await png.arrayBuffer());
  const view = new DataView(bytes.buffer);
  const data: number[] = [];
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const isData = String.fromCharCode(...bytes.slice(at + 4, at + 8)) === 'IDAT';
    if (isData) data.push(...bytes.slice(at + 8, at + 8 + view.getUint32(at)));
  }
  return data;
}

/** An animated PNG of two frames of 40 x 20. */
export async function animatedPng(first: Blob, second: Blob): Promise<Blob> {
  const u32 = (n: number): number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
  const control = (sequence: number): Uint8Array<ArrayBuffer> =>
    pngChunk(
      'fcTL',
      Uint8Array.from([sequence, 40, 20, 0, 0].flatMap(u32).concat([0, 1, 0, 10, 0, 0])),
    );
  const head = pngChunk('acTL', Uint8Array.from([2, 0].flatMap(u32)));
  const later = pngChunk('fdAT', Uint8Array.from([...u32(2), ...(await pngData(second))]));
  const opened = await withPngChunks(first, [head, control(0)]);
  const end = opened.size - 12;
  return new Blob([opened.slice(0, end), control(1), later, opened.slice(end)]);
}
