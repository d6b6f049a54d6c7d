/** `stillroom merge`: the page's own export from the results of any tasks. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StillroomError, throwIfAborted } from '../../core/errors';
import { exportZip } from '../../data/export/write-export';
import { exportSet } from '../../run/results/export-set';
import type { RunRecord } from '../../run/results/records';
import { Runs } from '../../run/results/runs';
import { Stages } from '../../run/stages/stages';
import { readArguments, required, usage } from '../arguments';
import type { Command } from '../command';
import { EXIT } from '../exit-codes';
import { FileStorage } from '../file-storage';
import { KeptCores } from '../kept-cores';
import { mergeRecords } from '../merge-records';
import { nodePictures } from '../node-place';
import { readRecipeFile } from '../read-recipe';
import { calm } from '../reports/calm';
import { jsonReport, textReport, type Report } from '../reports/reports';
import { SHIPPED } from '../shipped';
import { stopOf } from '../stop-of';
import { UnionStorage } from '../union-storage';
import { writeWhole } from '../write-whole';

const OPTIONS = {
  out: { type: 'string' },
  recipe: { type: 'string' },
  'image-side': { type: 'string' },
  partial: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** @throws StillroomError BadParameter for a path that is no folder */
async function requireFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() !== true) throw usage(`"${path}" is no folder of results.`);
}

/** What cannot be a zip is said before one is written. @throws StillroomError BadParameter */
async function requirePlace(out: string): Promise<void> {
  const isFolder = async (path: string) =>
    (await stat(path).catch(() => null))?.isDirectory() === true;
  if (await isFolder(out)) {
    throw usage(`--out "${out}" is a folder; name the zip, such as ${join(out, 'set.zip')}.`);
  }
  const parent = dirname(out);
  if (!(await isFolder(parent))) throw usage(`There is no folder "${parent}" for --out "${out}".`);
}

/** Images of a class that are not there, or not whole. */
async function missingOf(
  runs: Runs,
  { recipe, classHashes, backend }: RunRecord,
  position: number,
): Promise<number> {
  const hash = classHashes[position] ?? null;
  const { imagesPerClass } = recipe.sampling;
  if (hash === null) return imagesPerClass;
  let there = 0;
  for (const { key } of await runs.finished(hash, backend)) {
    if ((await runs.image(key)) !== undefined) there += 1;
  }
  return imagesPerClass - there;
}

/** The classes that lack images, a phrase each. @throws StillroomError Aborted */
async function gaps(
  runs: Runs,
  record: RunRecord,
  report: Report,
  signal: AbortSignal,
): Promise<string[]> {
  const phrases: string[] = [];
  const { classes } = record.recipe;
  for (const [position, { folder, name }] of classes.entries()) {
    throwIfAborted(signal);
    report.take({
      event: 'activity',
      text: `Checking class ${position + 1} of ${classes.length}`,
    });
    const missing = await missingOf(runs, record, position);
    if (missing === 0) continue;
    const why = record.problems.find((problem) => problem.folder === folder);
    phrases.push(`${name} lacks ${missing}${why === undefined ? '' : ` (${why.message})`}`);
  }
  return phrases;
}

/** Tells what is written, at every percent of it. */
function tellWritten(report: Report): (done: number, total: number) => void {
  let percent = -1;
  return (done, total) => {
    const now = Math.floor((100 * done) / total);
    if (now === percent) return;
    percent = now;
    report.take({ event: 'written', done, total });
  };
}

const SHOWN_GAPS = 8;

/** The first classes of a list, and how many there are more. */
function firstOf(classes: readonly string[]): string {
  const more = classes.length - SHOWN_GAPS;
  return `${classes.slice(0, SHOWN_GAPS).join('; ')}${more > 0 ? ` and ${more} classes more` : ''}`;
}

/** @throws StillroomError BadParameter for what is no number of pixels */
function sideOf(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,4}$/.test(text))
    return text === undefined ? undefined : Number(text);
  throw usage(`--image-side takes a number of pixels like 256, not "${text}".`);
}

export const merge: Command = {
  name: 'merge',
  usage: 'DIR... --out SET.zip [--recipe RECIPE] [--image-side N] [--partial] [--json]',
  summary: "writes the page's own export from the results of any tasks",
  help: [
    'DIR               folders that `stillroom run` was given as --out',
    '--out SET.zip     the zip: images, cores, manifest, README; dropped onto the page it is the run',
    '--recipe RECIPE   which run is meant, where the folders hold several',
    '--image-side N    reduces the images to N pixels a side (Lanczos), 256 or 224 in the papers; never enlarges',
    '--partial         writes what is there, where images are missing',
    '--json            one JSON object a line on standard output',
  ],
  async run(args, terminal) {
    const { values, positionals: folders } = readArguments(args, OPTIONS);
    const out = required(values.out, 'out');
    const imageSide = sideOf(values['image-side']);
    if (folders.length === 0) throw usage('Name the folders of results.');
    for (const folder of folders) await requireFolder(folder);
    await requirePlace(out);
    const damaged = (file: string) => terminal.err(`${file} is damaged`);
    const parts = folders.map((folder) => new FileStorage(folder, damaged));
    const records = (await Promise.all(parts.map((part) => new Runs(part).list()))).flat();
    const wanted = values.recipe === undefined ? undefined : await readRecipeFile(values.recipe);
    const record = mergeRecords(records, wanted);
    const storage = new UnionStorage(parts);
    const runs = new Runs(storage);
    const signal = stopOf(terminal);
    const clock = () => performance.now();
    const all = values.json ? jsonReport(terminal) : textReport(terminal, clock);
    const report: Report = { take: calm((event) => all.take(event), clock) };
    const lacking = await gaps(runs, record, report, signal);
    const list = firstOf(lacking);
    if (lacking.length > 0 && !values.partial) {
      throw new StillroomError(
        'TooFewImages',
        `The set is not whole: ${list}. \`stillroom run\` makes what is missing; --partial writes the set without.`,
        { classes: lacking.length },
      );
    }
    if (lacking.length > 0) terminal.err(`Without some images: ${list}.`);
    const fingerprints = new Map(
      record.recipe.classes.map(({ folder, fingerprint = '' }) => [folder, fingerprint]),
    );
    const source = new KeptCores(
      new Stages(storage),
      fingerprints,
      record.recipe.framing ?? 'crop',
    );
    const order = { program: SHIPPED.version, createdAt: new Date(), signal, imageSide };
    const set = await exportSet(record, { runs, source, pictures: nodePictures }, order);
    let pictures = 0;
    const tell = tellWritten(report);
    const onProgress = (done: number, total: number) => {
      pictures = done;
      tell(done, total);
    };
    await writeWhole(out, exportZip(set, { signal, onProgress }));
    const { classes } = record.recipe;
    const coreless = classes.filter(({ folder }) => set.withoutCores.has(folder));
    if (coreless.length > 0) {
      const names = firstOf(coreless.map(({ name }) => name));
      terminal.err(
        `Without some real cores, which these folders do not hold: ${names}. \`stillroom run\` keeps them, with the images that are there.`,
      );
    }
    report.take({ event: 'merged', file: out, pictures, classes: classes.length });
    return EXIT.done;
  },
};
