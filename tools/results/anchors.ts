/**
 * `npm run results:anchors -- --data FILE.tar`: what images are pulled to, under one and the same guidance: random
 * real images, those nearest to k-means centres (of latents and of pooled latents), CoDA's cores (of both); what a
 * classifier learns from each set, and how much of the anchors another seed finds too. Stopped and called again, it
 * goes on.
 *
 *   --data FILE             archive or folder of class folders
 *   --out FILE              docs/results/anchors.md
 *   --ipc N                 images per class, 10
 *   --seeds A,B,...         of the anchors, 0,1,2,3,4; the set is of the first
 *   --protocol ID           how sets are trained on: quick; none for no training
 *   --repeats N             trainings of each set, 2
 *   --sets yes|no           yes; no for the anchors alone
 *   --classes N             the first N classes; 0 for all
 *   --images-per-class N    the first N images of each; 0 for all
 *   --minutes M             stop after M minutes; 0 for never
 *   --work FOLDER           in the system's temporary folder
 *   --threads N             processors
 *   --backend wasm|cpu      wasm, the page's engine; cpu is ONNX Runtime's native build
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openNodeModel } from '../../src/command/node-model';
import { nodePlace, type NodePlace } from '../../src/command/node-place';
import { openNodeTrainer } from '../../src/command/node-trainer';
import { openCollection } from '../../src/command/open-collection';
import type { Handle } from '../../src/core/control';
import { StillroomError } from '../../src/core/errors';
import type { HeldOutFacts } from '../../src/run/evaluation/report';
import type { Trainer } from '../../src/run/ports';
import { parseParameters } from '../../src/methods/parameters';
import { samplingSchemaFor } from '../../src/methods/sampling';
import { backendOption, SHIPPED_MODEL, typedCommand, wholeOption } from '../site';
import { accuracyOf } from './accuracy';
import { anchorDraws, meanStability, stabilityOf } from './anchor-stability';
import { anchorsMarkdown, type AnchorRow } from './anchors-report';
import { comparedClasses, protocolNamed } from './compared-classes';
import { contendersOf, type Contender } from './contenders';
import { measuredSet, type ComparedClass } from './measure-set';
import { meanOverClasses, NOT_TRAINED } from './measures';
import { firstImages, partOf } from './part-of';
import { stoppable } from './stoppable';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: 'docs/results/anchors.md' },
    ipc: { type: 'string', default: '10' },
    seeds: { type: 'string', default: '0,1,2,3,4' },
    protocol: { type: 'string', default: 'quick' },
    repeats: { type: 'string', default: '2' },
    sets: { type: 'string', default: 'yes' },
    classes: { type: 'string', default: '0' },
    'images-per-class': { type: 'string', default: '0' },
    minutes: { type: 'string', default: '0' },
    work: { type: 'string', default: join(tmpdir(), 'stillroom-results') },
    threads: { type: 'string', default: String(cpus().length) },
    backend: { type: 'string', default: 'wasm' },
  },
});

const ANCHORS: readonly { readonly name: string; readonly contender: string }[] = [
  { name: 'random real images', contender: 'coda+anchors=random' },
  { name: 'nearest to k-means centres', contender: 'coda+anchors=kmeans' },
  { name: 'nearest to k-means centres, pooled', contender: 'coda+anchors=kmeans+space=pooled' },
  { name: "CoDA's cores", contender: 'coda' },
  { name: "CoDA's cores, pooled", contender: 'coda+space=pooled' },
];

type WholeOption = 'ipc' | 'repeats' | 'classes' | 'images-per-class' | 'minutes' | 'threads';
const whole = (name: WholeOption) => wholeOption(name, values[name]);

function commandLine(): string {
  const { out: _out, work: _work, minutes: _minutes, threads: _threads, ...shown } = values;
  return typedCommand('npm run results:anchors', shown, ['data']);
}

interface Asked {
  readonly control: Handle;
  readonly place: NodePlace;
  readonly trainer: Trainer;
  readonly label: string;
  readonly classes: readonly ComparedClass[];
  readonly seeds: readonly number[];
}

function samplingOf({ place: { model }, seeds }: Asked) {
  const { defaults } = model.loaded.pack;
  const asked = { imagesPerClass: whole('ipc'), seed: seeds[0] ?? 0 };
  return parseParameters(samplingSchemaFor(defaults), asked);
}

async function stabilityIn(
  { control: { signal }, place, classes, seeds }: Asked,
  { method, parameters }: Contender,
): Promise<Pick<AnchorRow, 'stability' | 'problem'>> {
  const sampling = parseParameters(samplingSchemaFor(place.model.loaded.pack.defaults), {
    imagesPerClass: whole('ipc'),
  });
  const plan = method.plan(parameters, sampling);
  const request = plan.output === 'generated' ? plan.targets.cores : undefined;
  if (request === undefined) throw new Error(`${method.name} pulls to no anchors.`);
  const found = [];
  try {
    for (const { folder, latents } of classes) {
      found.push(stabilityOf(await anchorDraws(place, latents, request, folder, seeds, signal)));
    }
  } catch (error) {
    if (!(error instanceof StillroomError && error.code.startsWith('TooFew'))) throw error;
    return { stability: null, problem: error.message };
  }
  return { stability: meanStability(found), problem: '' };
}

/** The set's numbers, and the held-out images that it was measured on; null where a stop came first. */
async function setIn(asked: Asked, contender: Contender) {
  const { control, place, trainer, label, classes } = asked;
  const order = { label, classes, contender, sampling: samplingOf(asked) };
  const tell = (text: string) => console.log(`  ${contender.name}: ${text}`);
  const set = await measuredSet(place, order, control, tell);
  if (set.kind === 'stopped') return null;
  if (set.kind === 'problem') return { measures: null, heldOut: null };
  const protocol = protocolNamed(values.protocol);
  const { resolution } = place.model.loaded.pack;
  const training = { record: set.record, name: contender.name, classes, repeats: whole('repeats') };
  const parts = { ...place, trainer, resolution };
  const trained = protocol && (await accuracyOf(parts, { ...training, protocol }, control, tell));
  if (control.signal.aborted) return null;
  const { accuracy, overRandom } = trained ?? NOT_TRAINED;
  const measures = { ...meanOverClasses(set.classes), accuracy, overRandom };
  return { measures, heldOut: trained?.heldOut ?? null };
}

async function main(data: string, control: Handle): Promise<void> {
  const { signal } = control;
  const seeds = values.seeds.split(',').map((text) => wholeOption('seeds', text));
  if (seeds.length < 2) throw new Error('--seeds takes two or more: one alone shows no stability.');
  const protocol = protocolNamed(values.protocol);
  const backend = backendOption(values.backend);
  const images = firstImages(whole('images-per-class'));
  const collection = partOf(await openCollection([data]), whole('classes'), images);
  const threads = whole('threads');
  const loaded = await openNodeModel({ ...SHIPPED_MODEL, threads, backend });
  const trainer = await openNodeTrainer({ threads, backend });
  try {
    const place = nodePlace(loaded, collection, values.work);
    const classes = await comparedClasses(place, collection, signal);
    const asked: Asked = { control, place, trainer, label: collection.label, classes, seeds };
    const rows: AnchorRow[] = [];
    let heldOut: HeldOutFacts | null = null;
    for (const { name, contender: id } of ANCHORS) {
      const [contender] = contendersOf([id]);
      if (contender === undefined) throw new Error(`${id} is no contender`);
      const found = await stabilityIn(asked, contender);
      const set = values.sets === 'no' ? null : await setIn(asked, contender);
      if (signal.aborted) break;
      heldOut = set?.heldOut ?? heldOut;
      rows.push({ name, measures: set?.measures ?? null, ...found });
      console.log(`${name}: done`);
      const { pack } = place.model.loaded;
      mkdirSync(dirname(values.out), { recursive: true });
      writeFileSync(
        values.out,
        anchorsMarkdown({
          command: commandLine(),
          rows,
          seeds,
          imagesPerClass: whole('ipc'),
          collection: basename(data),
          classes: classes.map((one) => ({ name: one.name, images: one.latents.rows })),
          training: heldOut && protocol && { protocol, heldOut, repeats: whole('repeats') },
          pack: `${pack.name} ${pack.version}`,
          machine: `Made on ${threads} threads of ${cpus()[0]?.model ?? 'unknown processor'}, backend ${backend}, Node ${process.versions.node}`,
        }),
      );
    }
  } finally {
    await trainer.close();
    await loaded.close();
  }
}

await stoppable(values.data, { minutes: whole('minutes'), out: values.out }, main);
