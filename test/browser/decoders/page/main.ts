/** The page's way from a file to pixels, for files that a test hands over. */
import { toErrorRecord } from '../../../../src/core/errors';
import { readImage } from '../../../../src/data/ingest/read-image';

export interface PagePicture {
  readonly width: number;
  readonly height: number;
  /** RGB bytes of the centre square, [side, side, 3], base64. */
  readonly pixels: string;
  /** Of the whole picture. */
  readonly pixelHash: string;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** @param side of the square; 0 for the picture's own, so that nothing is resized */
async function readFile(base64: string, side: number): Promise<PagePicture | string> {
  const file = new Blob([bytesOf(base64)]);
  try {
    const options = {
      resolution: side === 0 ? 1 : side,
      thumbnail: 8,
      framing: 'crop',
    } as const;
    const first = await readImage(file, options);
    const own = Math.min(first.width, first.height);
    const { width, height, pixels, pixelHash } =
      side === 0 ? await readImage(file, { ...options, resolution: own }) : first;
    return { width, height, pixels: base64Of(pixels), pixelHash };
  } catch (error) {
    return toErrorRecord(error).code;
  }
}

const decoders = {
  /** A picture, or the code of the error that it was refused with. */
  async read(files: readonly string[], side: number): Promise<(PagePicture | string)[]> {
    const pictures: (PagePicture | string)[] = [];
    for (const file of files) pictures.push(await readFile(file, side));
    return pictures;
  },
};

declare global {
  var decoders: {
    read: (files: readonly string[], side: number) => Promise<(PagePicture | string)[]>;
  };
}

globalThis.decoders = decoders;
