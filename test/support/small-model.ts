/**
 * The tiny pack in the place of the model that ships with the page: a folder to be served there. It has the
 * same sizes of pictures and latents, random weights and a hundredth of the work, for tests that hold what
 * the page does with a model and not what its pictures show.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The pack of random weights, as a person could add it. */
export const TINY_PACK = fileURLToPath(new URL('../assets/tiny-pack', import.meta.url));

/** Where the page looks for the model that ships with it, and its identity. */
const SHIPPED = 'stillroom-64';
export const SHIPPED_PLACE = `packs/${SHIPPED}/`;

export interface SmallModel {
  readonly path: string;
  remove(): void;
}

/** @param built the folder of the built page, whose other files beside the model stay as they are */
export function writeSmallModel(built: string): SmallModel {
  const path = mkdtempSync(join(tmpdir(), 'stillroom-small-model-'));
  cpSync(join(built, SHIPPED_PLACE), path, {
    recursive: true,
    filter: (file) => !file.endsWith('.onnx'),
  });
  cpSync(TINY_PACK, path, { recursive: true });
  const description = join(path, 'pack.json');
  const pack = JSON.parse(readFileSync(description, 'utf8')) as Record<string, unknown>;
  writeFileSync(description, JSON.stringify({ ...pack, id: SHIPPED }));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
