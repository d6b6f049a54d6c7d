/**
 * `npm run results -- --data FILE.tar`: every method on the same classes, model, sampling settings
 * and seeds, made and measured by the product itself, as a Markdown table. What is made is kept in the
 * work folder, so that the command can be stopped and called again; the table of what there is so far
 * is written after every set.
 *
 *   --data FILE             archive or folder of class folders
 *   --out FILE              docs/results/imagenette-10.md
 *   --ipc N                 images per class, 10
 *   --seeds A,B,C           0,1,2
 *   --methods A,B           all of them
 *   --steps N --solver NAME 25, and the pack's own
 *   --protocol ID           how sets are trained on: quick; none for distances alone
 *   --side N                pixels a side of what is trained on; 0 for the protocol's own
 *   --repeats N             trainings of each set, 2
 *   --times yes|no          yes; no where other work on the machine made them meaningless
 *   --classes N             the first N classes; 0 for all
 *   --images-per-class N    the first N images of each; 0 for all
 *   --minutes M             stop after M minutes; 0 for never
 *   --work FOLDER           in the system's temporary folder
 *   --threads N             processors
 *   --sets FOLDER           every set is written there too, as folders of classes, beside the held-out images
 *   --backend wasm|cpu      wasm, the page's engine; cpu is ONNX Runtime's native build, several times as fast
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openNodeTrainer } from '../../src/command/node-trainer';
import { openNodeModel } from '../../src/command/node-model';
import { nodePlace, type NodePlace } from '../../src/command/node-place';
import { openCollection } from '../../src/command/open-collection';
import type { Handle } from '../../src/core/control';
import type { SamplingSettings } from '../../src/core/formats/recipe';
import { parseParameters } from '../../src/methods/parameters';
import { samplingSchemaFor } from '../../src/methods/sampling';
import type { HeldOutFacts } from '../../src/run/evaluation/report';
import { backendOption, SHIPPED_MODEL, typedCommand, wholeOption } from '../site';
import { accuracyOf } from './accuracy';
import { comparedClasses, protocolNamed } from './compared-classes';
import { contendersOf, DEFAULT_CONTENDERS } from './contenders';
import { measuredSet } from './measure-set';
import { controlMeasures, meanOverClasses, NOT_TRAINED, type Distances } from './measures';
import { firstImages, partOf } from './part-of';
import { reportMarkdown, type ResultRow } from './report';
import { stoppable } from './stoppable';
import { writeHeldOut, writeSet } from './write-sets';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: 'docs/results/imagenette-10.md' },
    ipc: { type: 'string', default: '10' },
    seeds: { type: 'string', default: '0,1,2' },
    methods: { type: 'string', default: DEFAULT_CONTENDERS.join(',') },
    steps: { type: 'string', default: '25' },
    solver: { type: 'string' },
    protocol: { type: 'string', default: 'quick' },
    side: { type: 'string', default: '0' },
    repeats: { type: 'string', default: '2' },
    times: { type: 'string', default: 'yes' },
    classes: { type: 'string', default: '0' },
    'images-per-class': { type: 'string', default: '0' },
    minutes: { type: 'string', default: '0' },
    work: { type: 'string', default: join(tmpdir(), 'stillroom-results') },
    threads: { type: 'string', default: String(cpus().length) },
    sets: { type: 'string' },
    backend: { type: 'string', default: 'wasm' },
  },
});

type WholeOption =
  'ipc' | 'steps' | 'classes' | 'images-per-class' | 'minutes' | 'threads' | 'repeats' | 'side';

const whole = (name: WholeOption) => wholeOption(name, values[name]);

function commandLine(): string {
  const {
    out: _out,
    work: _work,
    minutes: _minutes,
    threads: _threads,
    sets: _sets,
    ...shown
  } = values;
  return typedCommand('npm run results', shown, ['data']);
}

function samplingOf(
  { model }: NodePlace,
  seed: number,
  own: Partial<SamplingSettings> = {},
): SamplingSettings {
  const { defaults } = model.loaded.pack;
  return parseParameters(samplingSchemaFor(defaults), {
    imagesPerClass: whole('ipc'),
    seed,
    steps: whole('steps'),
    solver: values.solver ?? defaults.solver,
    ...own,
  });
}

async function main(data: string, control: Handle): Promise<void> {
  const seeds = values.seeds.split(',').map((text) => wholeOption('seeds', text));
  const contenders = contendersOf(values.methods.split(','));
  const collection = partOf(
    await openCollection([data]),
    whole('classes'),
    firstImages(whole('images-per-class')),
  );
  const threads = whole('threads');
  const preset = protocolNamed(values.protocol);
  const protocol = preset && { ...preset, side: whole('side') || preset.side };
  const backend = backendOption(values.backend);
  const loaded = await openNodeModel({ ...SHIPPED_MODEL, threads, backend });
  const trainer = await openNodeTrainer({ threads, backend });
  const place = nodePlace(loaded, collection, values.work);
  const { resolution } = place.model.loaded.pack;
  try {
    console.log(`Reading ${collection.label}`);
    const classes = await comparedClasses(place, collection, control.signal);
    if (values.sets !== undefined) {
      const into = join(values.sets, 'held-out');
      await writeHeldOut(place, classes, resolution, into, control.signal);
    }
    const controls: Distances[] = [];
    for (const { latents, folder } of classes) {
      const { analysis } = place;
      const count = whole('ipc');
      controls.push(await controlMeasures(analysis, latents, folder, count, control.signal));
    }
    const rows: ResultRow[] = [];
    const problems: Record<string, string> = {};
    let heldOut: HeldOutFacts | null = null;
    const write = () => {
      const { pack } = place.model.loaded;
      const processor = cpus()[0]?.model ?? 'unknown processor';
      mkdirSync(dirname(values.out), { recursive: true });
      const markdown = reportMarkdown({
        command: commandLine(),
        contenders,
        seeds,
        sampling: samplingOf(place, seeds[0] ?? 0),
        rows,
        control: { ...meanOverClasses(controls), ...NOT_TRAINED },
        training: heldOut && protocol && { protocol, heldOut, repeats: whole('repeats') },
        collection: basename(data),
        classes: classes.map(({ name, latents }) => ({ name, images: latents.rows })),
        pack: `${pack.name} ${pack.version}`,
        machine: `Made on ${threads} threads of ${processor}, backend ${backend}, Node ${process.versions.node}`,
        problems,
      });
      writeFileSync(values.out, markdown);
    };
    // Seed by seed: a run that is stopped early has all methods on the first seeds.
    const sets = seeds.flatMap((seed) => contenders.map((contender) => ({ seed, contender })));
    for (const { seed, contender } of sets) {
      if (problems[contender.id] !== undefined) continue;
      const title = `${contender.name}, seed ${seed}`;
      const order = {
        label: collection.label,
        classes,
        contender,
        sampling: samplingOf(place, seed, contender.sampling),
      };
      const tell = (text: string) => {
        console.log(`  ${title}: ${text}`);
      };
      const set = await measuredSet(place, order, control, tell);
      if (set.kind === 'stopped') break;
      if (set.kind === 'problem') problems[contender.id] = set.message;
      else {
        const parts = { ...place, trainer, resolution };
        const { record } = set;
        if (values.sets !== undefined) {
          const into = join(values.sets, 'sets', `${contender.id}-${seed}`);
          await writeSet(place.runs, record, classes, into);
        }
        const asked = { record, name: title, classes, repeats: whole('repeats') };
        const trained =
          protocol && (await accuracyOf(parts, { ...asked, protocol }, control, tell));
        if (control.signal.aborted) break;
        heldOut = trained?.heldOut ?? null;
        const { accuracy, overRandom } = trained ?? NOT_TRAINED;
        const times = values.times === 'no' ? { secondsPerImage: null } : {};
        const measures = { ...meanOverClasses(set.classes), ...times, accuracy, overRandom };
        rows.push({ contender: contender.id, seed, measures });
      }
      console.log(`${title}: ${set.kind === 'problem' ? set.message : 'done'}`);
      write();
    }
    write();
  } finally {
    await trainer.close();
    await loaded.close();
  }
}

await stoppable(values.data, { minutes: whole('minutes'), out: values.out }, main);
