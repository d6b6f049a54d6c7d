/** Class folders of small drawn pictures on the disk: a class has a colour, a picture a shade and noise. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomStream } from '../../../src/core/random/stream';
import { encodePng } from '../../../src/data/export/png';

const SIDE = 16;

function drawing(folder: string, index: number): Uint8Array {
  const colour = randomStream({ seed: 1, name: folder, purpose: 'test-colour' });
  const own = randomStream({ seed: 1, name: `${folder}/${index}`, purpose: 'test-picture' });
  const base = [0, 1, 2].map(() => 60 + 120 * colour.uniform());
  const shade = 60 * own.uniform() - 30;
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = (base[i % 3] ?? 0) + shade + 30 * own.uniform();
  }
  return encodePng({ width: SIDE, height: SIDE, pixels });
}

/** The folders "class-0000", "class-0001" ... below `root`. @returns their names */
export function writeDrawnFolders(root: string, classes: number, images: number): string[] {
  return Array.from({ length: classes }, (_, number) => {
    const folder = `class-${String(number).padStart(4, '0')}`;
    mkdirSync(join(root, folder), { recursive: true });
    for (let index = 0; index < images; index++) {
      const file = join(root, folder, `${String(index).padStart(3, '0')}.png`);
      writeFileSync(file, drawing(folder, index));
    }
    return folder;
  });
}
