/**
 * Makes the pictures of the first screen: the whole sample collection, and what Stillroom's own command
 * distills of it, with the model that ships.
 *
 *   npm run sample:first-screen -- [--work DIR]
 *
 * Takes some minutes; a work folder that is given is kept, and gone on with. Run it again when the model's
 * defaults change. Beside the pictures lie their figures and the recipe that the second one follows from.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { openCollection } from '../../src/command/open-collection';
import { openedExport } from '../../test/support/opened-export';

const SAMPLES = 'public/samples/stillroom-samples.zip';
const OUT = 'src/studio/welcome';
const IMAGES_PER_CLASS = 4;
/**
 * Side of an image on its sheet, how many stand beside each other, and the file's quality. A class of 240
 * fills six whole rows, as its four fill one: beside each other and equally high, the classes' rows meet.
 */
const BEFORE = { side: 16, columns: 40, quality: 60 } as const;
const AFTER = { side: 64, columns: IMAGES_PER_CLASS, quality: 86 } as const;

const stillroom = (...parts: string[]): string =>
  execFileSync('npm', ['run', '-s', 'stillroom', '--', ...parts], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** Pictures beside and below each other, as one WebP file. @returns its size in pixels */
async function writeSheet(
  path: string,
  pictures: readonly Uint8Array[],
  { side, columns, quality }: typeof BEFORE | typeof AFTER,
): Promise<{ readonly width: number; readonly height: number }> {
  const tiles = await Promise.all(
    pictures.map(async (picture, i) => ({
      input: await sharp(picture).resize(side, side).removeAlpha().raw().toBuffer(),
      raw: { width: side, height: side, channels: 3 as const },
      left: (i % columns) * side,
      top: Math.floor(i / columns) * side,
    })),
  );
  const { width, height } = await sharp({
    create: {
      width: columns * side,
      height: Math.ceil(pictures.length / columns) * side,
      channels: 3,
      background: '#808080',
    },
  })
    .composite(tiles)
    .webp({ quality, effort: 6 })
    .toFile(path);
  return { width, height };
}

const { values } = parseArgs({ options: { work: { type: 'string' } } });
const work = values.work ?? mkdtempSync(join(tmpdir(), 'stillroom-first-screen-'));
mkdirSync(work, { recursive: true });
try {
  const data = ['--data', SAMPLES];
  const settings = ['--method', 'coda', '--ipc', String(IMAGES_PER_CLASS), '--held-out', '0'];
  const recipeFile = join(work, 'recipe.json');
  writeFileSync(recipeFile, stillroom('recipe', ...data, ...settings));
  stillroom('run', recipeFile, ...data, '--out', join(work, 'results'));
  const zip = join(work, 'set.zip');
  stillroom('merge', join(work, 'results'), '--out', zip);

  const { manifest, made, file } = openedExport(readFileSync(zip));
  const { classes } = await openCollection([SAMPLES]);
  const real = await Promise.all(
    classes
      .flatMap(({ images }) => images)
      .map(async (image) => new Uint8Array(await (await image.open()).arrayBuffer())),
  );
  const figure = {
    real: real.length,
    made: made.length,
    classes: classes.length,
    before: await writeSheet(join(OUT, 'before.webp'), real, BEFORE),
    after: await writeSheet(join(OUT, 'after.webp'), made.map(file), AFTER),
  };
  writeFileSync(join(OUT, 'figure.json'), `${JSON.stringify(figure, null, 2)}\n`);
  writeFileSync(join(OUT, 'recipe.json'), `${JSON.stringify(manifest.recipe, null, 2)}\n`);
  console.log(`${OUT}: ${real.length} real images, ${made.length} made.`);
} finally {
  if (values.work === undefined) rmSync(work, { recursive: true, force: true });
}
