/**
 * A collection without a browser: listed by the page's own import, decoded by Pillow, framed and
 * resized by the page's own code, so that pixels are the page's but for the JPEG decoder.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importRoots } from '../../src/data/import/import-roots';
import type { Collection, SourceImage } from '../../src/data/import/collection';
import { frameBox } from '../../src/data/ingest/crop';
import { LanczosResizer } from '../../src/data/ingest/lanczos';

const DECODER = fileURLToPath(new URL('decode.py', import.meta.url));

/** Lists an archive's class folders. */
export async function openArchive(path: string): Promise<Collection> {
  const name = basename(path);
  const file = new File([await readFile(path)], name);
  return importRoots([{ kind: 'file', path: name, file }]);
}

/** The decoder's answer to all of the files at once. */
function decoded(files: readonly Uint8Array[], python: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const decoder = spawn(python, [DECODER], { stdio: ['pipe', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    decoder.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    decoder.on('error', reject);
    decoder.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks));
      else reject(new Error(`${python} ended with ${String(code)}; it needs Pillow.`));
    });
    for (const file of files) {
      const head = Buffer.alloc(4);
      head.writeUInt32LE(file.length);
      decoder.stdin.write(head);
      decoder.stdin.write(file);
    }
    decoder.stdin.end();
  });
}

/** The centre square of a picture, resized. @param rgba [height, width, 4] */
function square(rgba: Uint8Array, width: number, height: number, side: number): Uint8Array {
  const box = frameBox(width, height, 'centre-crop');
  const resizer = new LanczosResizer(box.width, box.height, side, side);
  for (let y = box.y; y < box.y + box.height; y++) {
    const start = (y * width + box.x) * 4;
    resizer.addRows(rgba.subarray(start, start + box.width * 4));
  }
  return resizer.finish();
}

/**
 * Pictures as the model sees them, one after another.
 * @returns RGB bytes, [images, resolution, resolution, 3]
 * @throws Error naming the first file that is no image
 */
export async function pixelsOf(
  images: readonly SourceImage[],
  resolution: number,
  python: string,
): Promise<Uint8Array> {
  const files: Uint8Array[] = [];
  for (const image of images) {
    files.push(new Uint8Array(await (await image.open()).arrayBuffer()));
  }
  const raw = await decoded(files, python);
  const area = resolution * resolution * 3;
  const pixels = new Uint8Array(images.length * area);
  let at = 0;
  images.forEach(({ path }, i) => {
    const width = raw.readUInt32LE(at);
    const height = raw.readUInt32LE(at + 4);
    if (width === 0) throw new Error(`${path} is no image that Pillow can read.`);
    const end = at + 8 + width * height * 4;
    pixels.set(square(raw.subarray(at + 8, end), width, height, resolution), i * area);
    at = end;
  });
  return pixels;
}
