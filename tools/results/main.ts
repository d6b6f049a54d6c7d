/**
 * `npm run results -- --data FILE.tar`: every method on the same classes, model, sampling settings
 * and seeds, measured like the Compare view does, as a Markdown table. What is made is kept in the
 * work folder, so that the command can be stopped and called again; the table of what there is so far
 * is written after every set. Needs Python with Pillow to decode images.
 *
 *   --data FILE             archive of class folders
 *   --out FILE              docs/results.md
 *   --ipc N                 images per class, 10
 *   --seeds A,B,C           0,1,2
 *   --methods A,B           all of them
 *   --steps N --cfg W --solver NAME    25, and the pack's own
 *   --classes N             the first N classes; 0 for all
 *   --images-per-class N    the first N images of each; 0 for all
 *   --minutes M             stop after M minutes; 0 for never
 *   --work FOLDER           in the system's temporary folder
 *   --threads N             processors
 *   --python FILE           /usr/bin/python3
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { StillroomError } from '../../src/core/errors';
import { parseParameters } from '../../src/methods/parameters';
import {
  intervalParameters,
  samplingSchemaFor,
  type SamplingSettings,
} from '../../src/methods/sampling';
import { comparedClasses } from './class-set';
import { contendersOf, DEFAULT_CONTENDERS } from './contenders';
import { openArchive } from './data';
import { makeSet } from './make-set';
import { keptMeasures, meanOverClasses, meanRepeated, type Measures } from './measures';
import { openModel } from './model';
import { reportMarkdown, type ResultRow } from './report';
import { WorkFolder } from './work-folder';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: 'docs/results.md' },
    ipc: { type: 'string', default: '10' },
    seeds: { type: 'string', default: '0,1,2' },
    methods: { type: 'string', default: DEFAULT_CONTENDERS.join(',') },
    steps: { type: 'string', default: '25' },
    cfg: { type: 'string' },
    solver: { type: 'string' },
    classes: { type: 'string', default: '0' },
    'images-per-class': { type: 'string', default: '0' },
    minutes: { type: 'string', default: '0' },
    work: { type: 'string', default: join(tmpdir(), 'stillroom-results') },
    threads: { type: 'string', default: String(cpus().length) },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});

/** Not an error: time is up. */
class TimeIsUp extends Error {}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0) return value;
  throw new Error(`--${name} is "${text}"; it must be a whole number.`);
}

/** The command as anybody would type it: the archive by its name alone, no folders of this machine. */
function commandLine(): string {
  const shown = Object.entries(values).flatMap(([name, value]) => {
    if (['out', 'work', 'minutes', 'threads', 'python'].includes(name)) return [];
    return [`--${name} ${name === 'data' ? basename(value) : value}`];
  });
  return `npm run results -- ${shown.join(' ')}`;
}

async function main(data: string): Promise<void> {
  const minutes = whole('minutes', values.minutes);
  const until = minutes === 0 ? Infinity : performance.now() + minutes * 60_000;
  const checkTime = () => {
    if (performance.now() > until) throw new TimeIsUp();
  };
  const seeds = values.seeds.split(',').map((text) => whole('seeds', text));
  const contenders = contendersOf(values.methods.split(','));
  const threads = whole('threads', values.threads);
  const runtime = await openModel(threads);
  const { pack } = runtime.diffuser;
  const samplingOf = (seed: number): SamplingSettings =>
    parseParameters(samplingSchemaFor(pack.defaults), {
      imagesPerClass: whole('ipc', values.ipc),
      seed,
      steps: whole('steps', values.steps),
      // Another scale than the pack's holds everywhere, as in the papers.
      ...(values.cfg === undefined
        ? {}
        : { cfgScale: Number(values.cfg), ...intervalParameters() }),
      solver: values.solver ?? pack.defaults.solver,
    });
  const work = new WorkFolder(values.work);
  const collection = await openArchive(data);
  console.log(`Reading ${collection.label}`);
  const classes = await comparedClasses(collection, runtime, work, {
    classes: whole('classes', values.classes),
    images: whole('images-per-class', values['images-per-class']),
    python: values.python,
  });

  const controls: Measures[] = [];
  for (const entry of classes) {
    const made = meanRepeated(entry, samplingOf(0).imagesPerClass);
    controls.push(await keptMeasures(work, entry, made));
  }
  const rows: ResultRow[] = [];
  const problems: Record<string, string> = {};
  const write = () => {
    const processor = cpus()[0]?.model ?? 'unknown processor';
    mkdirSync(dirname(values.out), { recursive: true });
    const markdown = reportMarkdown({
      command: commandLine(),
      contenders,
      seeds,
      sampling: samplingOf(seeds[0] ?? 0),
      rows,
      control: meanOverClasses(controls),
      collection: basename(data),
      classes: classes.map(({ name, latents }) => ({ name, images: latents.rows })),
      pack: `${pack.name} ${pack.version}`,
      machine: `Made on ${threads} threads of ${processor}, Node ${process.versions.node}`,
      problems,
    });
    writeFileSync(values.out, markdown);
  };

  try {
    // Seed by seed: a run that is stopped early has all methods on the first seeds.
    for (const seed of seeds) {
      for (const contender of contenders) {
        if (problems[contender.id] !== undefined) continue;
        checkTime();
        const title = `${contender.name}, seed ${seed}`;
        const tell = (text: string) => {
          console.log(`  ${title}: ${text}`);
        };
        try {
          const parts = { runtime, classes, work, checkTime, tell };
          const sets = await makeSet(parts, contender, samplingOf(seed));
          const measured: Measures[] = [];
          for (const [i, entry] of classes.entries()) {
            const made = sets[i];
            if (made !== undefined) measured.push(await keptMeasures(work, entry, made));
          }
          rows.push({ contender: contender.id, seed, measures: meanOverClasses(measured) });
          console.log(`${title}: done`);
        } catch (error) {
          // What a class does not support is a result; anything else is a fault.
          if (!(error instanceof StillroomError)) throw error;
          problems[contender.id] = error.message;
          console.log(`${title}: ${error.message}`);
        }
        write();
      }
    }
  } catch (error) {
    if (!(error instanceof TimeIsUp)) throw error;
    console.log('Time is up. Call the same command again to go on.');
  } finally {
    await runtime.dispose();
  }
  write();
  console.log(`${values.out} is written.`);
}

if (values.data === undefined) {
  console.error('Say which archive of class folders: --data FILE.tar');
  process.exitCode = 1;
} else {
  await main(values.data);
}
