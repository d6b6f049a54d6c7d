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

/** The JPEG with an EXIF segment that states an orientation, right after its start. */
export async function withOrientation(jpeg: Blob, orientation: number): Promise<Blob> {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1];
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff, ...entry, 0, 0, 0, 0];
  const segment = Uint8Array.of(0xff, 0xe1, 0, exif.length + 2, ...exif);
  const bytes = new Uint8Array(await jpeg.arrayBuffer());
  return new Blob([bytes.slice(0, 2), segment, bytes.slice(2)]);
}

/** A PNG of 8-bit grey values, which a canvas does not write. */
export function greyPng(width: number, height: number, value: number): Blob {
  const chunk = (type: string, data: Uint8Array): Uint8Array<ArrayBuffer> => {
    const out = new Uint8Array(12 + data.length);
    const view = new DataView(out.buffer);
    view.setUint32(0, data.length);
    out.set(new TextEncoder().encode(type), 4);
    out.set(data, 8);
    view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
    return out;
  };
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header[8] = 8;
  const rows = Uint8Array.from({ length: height * (width + 1) }, (_, i) =>
    i % (width + 1) === 0 ? 0 : value,
  );
  return new Blob([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}
