/**
 * `npm run results:cores -- [--data PATH] [--class cactus]`: a class's cores and what several settings make of
 * them, on the pack that ships, as one picture: the real cores in the first row, a contender a row below, picture j
 * under core j. What follows its core, what is blurred and what is a copy is seen at once.
 *
 *   --data PATH     archive or folder of class folders; the sample collection where it is left out
 *   --class NAME    folder of the class
 *   --methods LIST  contenders as in `npm run results`
 *   --ipc N --seed S --steps N
 *   --out FILE      docs/results/cores.png; pictures of other people's data never go into docs/
 *   --work FOLDER --threads N
 */
import { mkdirSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { openNodeModel } from '../../src/command/node-model';
import { nodePlace, type NodePlace } from '../../src/command/node-place';
import { openCollection } from '../../src/command/open-collection';
import { Handle } from '../../src/core/control';
import { promptOf } from '../../src/data/import/collection';
import { parseParameters } from '../../src/methods/parameters';
import { samplingSchemaFor } from '../../src/methods/sampling';
import { runImages, type RunImage } from '../../src/run/results/run-images';
import { latentsOf } from '../../src/run/stages/latents';
import { SHIPPED_MODEL, sampleArchive, sampleTruth, wholeOption } from '../site';
import { contendersOf, type Contender } from './contenders';
import { measuredSet, type ComparedClass } from './measure-set';
import { writePictureSheet } from './picture-sheet';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    class: { type: 'string', default: 'cactus' },
    methods: {
      type: 'string',
      default:
        'coda+alignment=0.05+guidedShare=0.9+alignmentWeight=step+cfgTo=0.6,coda,joint+useAlignment=true+useMode=false,coda+alignment=0.355+guidedShare=0.9+alignmentWeight=step+cfgTo=0.6',
    },
    ipc: { type: 'string', default: '10' },
    seed: { type: 'string', default: '0' },
    steps: { type: 'string', default: '25' },
    out: { type: 'string', default: 'docs/results/cores.png' },
    work: { type: 'string', default: join(tmpdir(), 'stillroom-results') },
    threads: { type: 'string', default: String(cpus().length) },
  },
});

const control = new Handle();

function samplingOf({ model }: NodePlace, { sampling }: Contender) {
  const { defaults } = model.loaded.pack;
  return parseParameters(samplingSchemaFor(defaults), {
    imagesPerClass: wholeOption('ipc', values.ipc),
    seed: wholeOption('seed', values.seed),
    steps: wholeOption('steps', values.steps),
    solver: defaults.solver,
    ...sampling,
  });
}

async function madeBy(
  place: NodePlace,
  entry: ComparedClass,
  contender: Contender,
): Promise<RunImage[]> {
  const sampling = samplingOf(place, contender);
  const order = { label: values.class, classes: [entry], contender, sampling };
  const set = await measuredSet(place, order, control, (text) => {
    console.log(`${contender.name}: ${text}`);
  });
  if (set.kind !== 'measured') {
    throw new Error(set.kind === 'problem' ? set.message : 'The run was stopped.');
  }
  return runImages(place.runs, set.record, entry.folder);
}

/** RGB bytes of a picture of a run. */
async function pixelsOf({ image }: RunImage): Promise<Uint8Array> {
  return new Uint8Array(await sharp(image.png).removeAlpha().raw().toBuffer());
}

const collection = await openCollection([values.data ?? sampleArchive(sampleTruth())]);
const found = collection.classes.find(({ folder }) => folder === values.class);
if (found === undefined) {
  const known = collection.classes.map(({ folder }) => folder).join(', ');
  throw new Error(`There is no class "${values.class}"; known are ${known}.`);
}
const loaded = await openNodeModel({
  ...SHIPPED_MODEL,
  threads: wholeOption('threads', values.threads),
});
try {
  const place = nodePlace(loaded, { ...collection, classes: [found] }, values.work);
  const { folder, name } = found;
  const latents = await latentsOf(place, folder, control.signal, () => undefined);
  const entry = { folder, name, prompt: promptOf(found, place.model.loaded.pack), latents };
  const side = place.model.loaded.pack.resolution;
  const rows: Uint8Array[][] = [];
  for (const contender of contendersOf(values.methods.split(','))) {
    const images = await madeBy(place, entry, contender);
    if (rows.length === 0) {
      const cores = images.flatMap(({ place: { core } }) =>
        core === null ? [] : (latents.images[core.image] ?? []),
      );
      const row: Uint8Array[] = [];
      for await (const core of place.source.pixels(cores, side, control.signal)) row.push(core);
      rows.push(row);
    }
    rows.push(await Promise.all(images.map(pixelsOf)));
  }
  mkdirSync(dirname(values.out), { recursive: true });
  writePictureSheet(values.out, rows, side);
  console.log(`${values.out} is written.`);
} finally {
  await loaded.close();
}
