/**
 * `npm run results:windows -- [--data FILE.tar]`: what the typicality score of windows is worth, on
 * the pack that ships. Without data, the sample collection alone. Everything scored is kept in the
 * work folder, so that the command can be stopped and called again.
 *
 *   --data FILE          archive or folder of class folders: held-out images, and ranked lists as a picture
 *   --data-picture FILE  where that picture goes; its pixels are not ours, so never into docs/
 *   --held-out N         images a class for the test of prompts, 20
 *   --data-images N      images a class for the ranked lists, 200; 0 for none
 *   --images N           images of each sample class, 240
 *   --draws N --ipc N    10 and 10
 *   --out FILE           docs/results/windows.md
 *   --picture FILE       docs/results/windows.png
 *   --minutes M          stop after M minutes; 0 for never
 *   --work FOLDER --threads N
 *   --backend wasm|cpu   wasm, the page's engine; cpu is ONNX Runtime's native build
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { openNodeModel } from '../../src/command/node-model';
import { nodePlace } from '../../src/command/node-place';
import { openCollection } from '../../src/command/open-collection';
import { Handle } from '../../src/core/control';
import { promptOf, type Collection } from '../../src/data/import/collection';
import { methodById } from '../../src/methods';
import { parseParameters } from '../../src/methods/parameters';
import { samplingSchema } from '../../src/methods/sampling';
import type { WindowsPlan, WindowVariant } from '../../src/methods/windows/plan';
import type { PromptedClass } from '../../src/run/recipe/make-recipe';
import {
  backendOption,
  SHIPPED_MODEL,
  sampleArchive,
  sampleTruth,
  typedCommand,
  wholeOption,
} from '../site';
import { firstImages, partOf } from './part-of';
import { heldOutImages, promptScores } from './prompt-scores';
import { rankedList, sampleLists } from './windows-lists';
import { writeWindowsPicture } from './windows-picture';
import { windowsMarkdown } from './windows-report';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    'data-picture': { type: 'string' },
    'held-out': { type: 'string', default: '20' },
    'data-images': { type: 'string', default: '200' },
    images: { type: 'string', default: '240' },
    draws: { type: 'string', default: '10' },
    ipc: { type: 'string', default: '10' },
    out: { type: 'string', default: 'docs/results/windows.md' },
    picture: { type: 'string', default: 'docs/results/windows.png' },
    minutes: { type: 'string', default: '0' },
    work: { type: 'string', default: join(tmpdir(), 'stillroom-results') },
    threads: { type: 'string', default: String(cpus().length) },
    backend: { type: 'string', default: 'wasm' },
  },
});

const SEED = 0;
/** Windows of a class whose outliers are counted, for each image of the set. */
const LOOKED_AT = 4;

const whole = (
  name: 'held-out' | 'data-images' | 'images' | 'draws' | 'ipc' | 'minutes' | 'threads',
) => wholeOption(name, values[name]);

function planOf(variant: WindowVariant): WindowsPlan {
  const method = methodById('selection-reconstruction');
  const sampling = parseParameters(samplingSchema, { imagesPerClass: whole('ipc'), seed: SEED });
  const parameters = parseParameters(method.schema, { variant, draws: whole('draws') });
  const plan = method.plan(parameters, sampling);
  if (plan.output !== 'windows') throw new Error(`${method.name} cuts no windows.`);
  return plan;
}

function promptedClasses({ classes }: Collection): PromptedClass[] {
  return classes.map((entry) => ({
    folder: entry.folder,
    name: entry.name,
    prompt: promptOf(entry, loaded.model.loaded.pack),
  }));
}

function commandLine(): string {
  const { data, 'held-out': heldOut, images, draws, ipc, backend } = values;
  const shown = { data, 'held-out': heldOut, images, draws, ipc, backend };
  return typedCommand('npm run results:windows', shown, ['data']);
}

const control = new Handle();
const { signal } = control;
const minutes = whole('minutes');
const timer = minutes > 0 ? setTimeout(() => control.stop(), minutes * 60_000) : undefined;
const backend = backendOption(values.backend);
const loaded = await openNodeModel({ ...SHIPPED_MODEL, threads: whole('threads'), backend });

/** A place for some images of an archive, and its classes. */
async function placeFor(path: string, images: Parameters<typeof partOf>[2]) {
  const collection = partOf(await openCollection([path]), 0, images);
  // Nothing is trained and evaluated here, so no image is set apart for it.
  const place = nodePlace(loaded, collection, values.work, { split: { kind: 'none' } });
  return { place, classes: promptedClasses(collection) };
}

async function dataPicture(data: string, path: string): Promise<void> {
  const { place, classes } = await placeFor(data, firstImages(whole('data-images')));
  const rows = [];
  for (const { folder, name } of classes) {
    rows.push(await rankedList(place, classes, folder, planOf('typicality'), control));
    console.log(`${name}: ranked`);
  }
  await writeWindowsPicture(path, rows, place.source, signal);
  console.log(`${path} is written.`);
}

async function heldOutScores(data: string) {
  const { place, classes } = await placeFor(data, heldOutImages(whole('held-out')));
  return promptScores(place, classes, planOf('typicality'), SEED, control);
}

try {
  const truth = sampleTruth();
  const sample = await placeFor(sampleArchive(truth), firstImages(whole('images')));
  const outliers = new Set(
    truth.images.flatMap(({ file, outlier }) => (outlier === null ? [] : [file])),
  );
  const lists = await sampleLists(
    sample.place,
    sample.classes,
    planOf,
    { outliers, taken: whole('ipc') * LOOKED_AT },
    control,
  );
  mkdirSync(dirname(values.picture), { recursive: true });
  await writeWindowsPicture(values.picture, lists.rows, sample.place.source, signal);
  const { data } = values;
  const prompts = data === undefined ? [] : await heldOutScores(data);
  if (data !== undefined && values['data-picture'] !== undefined && whole('data-images') > 0) {
    await dataPicture(data, values['data-picture']);
  }
  const { pack } = loaded.model.loaded;
  const markdown = windowsMarkdown({
    command: commandLine(),
    pack: `${pack.name} ${pack.version}`,
    draws: whole('draws'),
    imagesPerClass: whole('ipc'),
    prompts,
    heldOutNote:
      'Images are of the part that training left out: a tenth of the files, by the hash of their names.',
    outliers: lists.counts,
    sampleImages: whole('images'),
    picture: relative(dirname(values.out), values.picture),
    machine: `Made on ${values.threads} threads of ${cpus()[0]?.model ?? 'an unknown processor'}, backend ${backend}, Node ${process.versions.node}`,
  });
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, markdown);
  console.log(`${values.out} is written.`);
} catch (error) {
  if (!signal.aborted) throw error;
  console.log('Time is up. Call the same command again to go on.');
} finally {
  clearTimeout(timer);
  await loaded.close();
}
