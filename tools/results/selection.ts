/**
 * `npm run results:selection -- [--data FILE.tar]`: what the selection's score is worth, on the pack
 * that ships. Without data, the sample collection alone. Everything scored is kept in the work folder,
 * so that the command can be stopped and called again. Needs Python with Pillow to decode images.
 *
 *   --data FILE          archive of class folders: held-out images, and ranked lists as a picture
 *   --data-picture FILE  where that picture goes; its pixels are not ours, so never into docs/
 *   --held-out N         images a class for the test of prompts, 20
 *   --data-images N      images a class for the ranked lists, 200; 0 for none
 *   --images N           images of each sample class, 240
 *   --draws N --ipc N    10 and 10
 *   --out FILE           docs/results-selection.md
 *   --picture FILE       docs/selection.png
 *   --minutes M          stop after M minutes; 0 for never
 *   --work FOLDER --threads N --python FILE
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { accumulated } from '../../src/core/scoring/image-score';
import { permutedClasses } from '../../src/core/scoring/controls';
import { promptOf, type CollectionClass } from '../../src/data/import/collection';
import { parseSampleTruth } from '../../src/data/sample';
import { methodById } from '../../src/methods';
import { parseParameters } from '../../src/methods/parameters';
import { samplingSchema } from '../../src/methods/sampling';
import type { WindowsPlan, WindowVariant } from '../../src/methods/windows/plan';
import { openArchive } from './data';
import { openModel } from './model';
import { writePatchPicture, type PictureRow } from './patch-picture';
import { selectionMarkdown, type OutlierCount, type PromptScores } from './patch-report';
import {
  patchImages,
  rankedPatches,
  scoredImages,
  type PatchImages,
  type PatchParts,
} from './patch-scores';
import { WorkFolder } from './work-folder';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    'data-picture': { type: 'string' },
    'held-out': { type: 'string', default: '20' },
    'data-images': { type: 'string', default: '200' },
    images: { type: 'string', default: '240' },
    draws: { type: 'string', default: '10' },
    ipc: { type: 'string', default: '10' },
    out: { type: 'string', default: 'docs/results-selection.md' },
    picture: { type: 'string', default: 'docs/selection.png' },
    minutes: { type: 'string', default: '0' },
    work: { type: 'string', default: join(tmpdir(), 'stillroom-results') },
    threads: { type: 'string', default: String(cpus().length) },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});

/** Windows of a class in the pictures. */
const SHOWN = 20;
/** Side at which images are read for the pictures. */
const PICTURE_SIDE = 128;
/** What lists are ranked by, as the table names them. */
const VARIANTS: readonly { readonly variant: WindowVariant; readonly name: string }[] = [
  { variant: 'typicality', name: 'typicality' },
  { variant: 'permuted-prompt', name: "another class's prompt" },
  { variant: 'random-windows', name: 'random windows' },
  { variant: 'entropy', name: 'entropy, no model' },
];
const SEED = 0;

function whole(
  name: 'held-out' | 'data-images' | 'images' | 'draws' | 'ipc' | 'minutes' | 'threads',
) {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`--${name} is "${values[name]}"; it must be a whole number.`);
}

function planOf(variant: WindowVariant): WindowsPlan {
  const method = methodById('selection-reconstruction');
  const sampling = parseParameters(samplingSchema, { imagesPerClass: whole('ipc'), seed: SEED });
  const plan = method.plan({ variant, draws: whole('draws') }, sampling);
  if (plan.output !== 'windows') throw new Error('the selection selects no patches');
  return plan;
}

/** The rule by which the embedded model's training left images out (tools/train/data.py). */
function isHeldOut(path: string): boolean {
  const digest = createHash('sha256').update(basename(path)).digest('hex');
  return parseInt(digest.slice(0, 8), 16) % 10 === 0;
}

/** Mean typicality of every image under a prompt. */
async function imageScores(parts: PatchParts, images: PatchImages, prompt: string) {
  const plan = planOf('typicality');
  const { channels } = parts.runtime.diffuser.pack.latent;
  const scored = await scoredImages(parts, images, prompt, plan);
  return scored.map((draws) => {
    const typicality = accumulated(draws, channels).map().values;
    return typicality.reduce((sum, value) => sum + value, 0) / typicality.length;
  });
}

async function promptScores(
  parts: PatchParts,
  classes: readonly CollectionClass[],
): Promise<PromptScores[]> {
  const others = permutedClasses(classes.length, SEED);
  const found: PromptScores[] = [];
  for (const [i, entry] of classes.entries()) {
    const other = classes[others[i] ?? 0] ?? entry;
    const sources = entry.images.filter(({ path }) => isHeldOut(path)).slice(0, whole('held-out'));
    const images = await patchImages(parts, sources);
    const own = await imageScores(parts, images, promptOf(entry));
    const permuted = await imageScores(parts, images, promptOf(other));
    found.push({ name: entry.name, other: other.name, own, permuted });
    console.log(`${entry.name}: ${sources.length} held-out images scored`);
  }
  return found;
}

/** Ranked lists of the sample collection by every variant, and how many outliers lead them. */
async function sampleLists(parts: PatchParts) {
  const site = new URL('../../public/samples/', import.meta.url);
  const truth = parseSampleTruth(JSON.parse(readFileSync(new URL('truth.json', site), 'utf8')));
  const outlierFiles = new Set(
    truth.images.flatMap(({ file, outlier }) => (outlier === null ? [] : [file])),
  );
  const archive = fileURLToPath(new URL(truth.archive.file, site));
  const { classes } = await openArchive(archive);
  const others = permutedClasses(classes.length, SEED);
  const counts: OutlierCount[] = [];
  const rows: PictureRow[] = [];
  for (const [i, entry] of classes.entries()) {
    const images = await patchImages(parts, entry.images.slice(0, whole('images')));
    const isOutlier = images.sources.map(({ path }) =>
      outlierFiles.has(path.split('/').slice(-2).join('/')),
    );
    const chance = isOutlier.filter(Boolean).length / isOutlier.length;
    for (const { variant, name } of VARIANTS) {
      const prompted = variant === 'permuted-prompt' ? classes[others[i] ?? 0] : entry;
      const prompt = promptOf(prompted ?? entry);
      const named = { name: entry.folder, prompt };
      const list = await rankedPatches(parts, images, named, planOf(variant));
      const taken = list.slice(0, whole('ipc') * 4);
      const outliers = taken.filter(({ image }) => isOutlier[image]).length;
      counts.push({ variant: name, name: entry.name, taken: taken.length, outliers, chance });
      if (variant === 'typicality') rows.push({ images, list });
      console.log(`${entry.name}, ${name}: ${outliers} outliers among ${taken.length}`);
    }
  }
  return { counts, rows };
}

async function dataPicture(
  parts: PatchParts,
  classes: readonly CollectionClass[],
  path: string,
): Promise<void> {
  const rows: PictureRow[] = [];
  for (const entry of classes) {
    const images = await patchImages(parts, entry.images.slice(0, whole('data-images')));
    const named = { name: entry.folder, prompt: promptOf(entry) };
    rows.push({ images, list: await rankedPatches(parts, images, named, planOf('typicality')) });
    console.log(`${entry.name}: ${images.ids.length} images ranked`);
  }
  await writePatchPicture(path, rows, { count: SHOWN, side: PICTURE_SIDE, python: values.python });
  console.log(`${path} is written.`);
}

/** The command as anybody would type it: the archive by its name alone, no folders of this machine. */
function commandLine(): string {
  const data = values.data === undefined ? '' : ` --data ${basename(values.data)}`;
  const numbers = (['held-out', 'images', 'draws', 'ipc'] as const).map(
    (name) => ` --${name} ${values[name]}`,
  );
  return `npm run results:selection --${data}${numbers.join('')}`;
}

const minutes = whole('minutes');
const until = minutes === 0 ? Infinity : performance.now() + minutes * 60_000;
const runtime = await openModel(whole('threads'));
const parts: PatchParts = {
  runtime,
  work: new WorkFolder(values.work),
  python: values.python,
  checkTime: () => {
    if (performance.now() > until) {
      throw new Error('Time is up. Call the same command again to go on.');
    }
  },
};
try {
  const { counts, rows } = await sampleLists(parts);
  mkdirSync(dirname(values.picture), { recursive: true });
  const shown = { count: SHOWN, side: PICTURE_SIDE, python: values.python };
  await writePatchPicture(values.picture, rows, shown);
  const collection = values.data === undefined ? null : await openArchive(values.data);
  const prompts = collection === null ? [] : await promptScores(parts, collection.classes);
  if (collection !== null && values['data-picture'] !== undefined && whole('data-images') > 0) {
    await dataPicture(parts, collection.classes, values['data-picture']);
  }
  const { pack } = runtime.diffuser;
  const markdown = selectionMarkdown({
    command: commandLine(),
    pack: `${pack.name} ${pack.version}`,
    draws: whole('draws'),
    imagesPerClass: whole('ipc'),
    prompts,
    heldOutNote:
      'Images are of the part that training left out: a tenth of the files, by the hash of their names.',
    outliers: counts,
    sampleImages: whole('images'),
    picture: relative(dirname(values.out), values.picture),
    machine: `Made on ${values.threads} threads of ${cpus()[0]?.model ?? 'an unknown processor'}, Node ${process.versions.node}`,
  });
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, markdown);
  console.log(`${values.out} is written.`);
} finally {
  await runtime.dispose();
}
