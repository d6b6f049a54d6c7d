/**
 * A dropped export: its settings, and its images as a run that is kept like any other.
 *
 * Images and classes keep the names that they had where they were made, so a run that is started with
 * the same settings over the same pictures finds them, and goes on with what is missing. Everything is
 * checked before anything is stored: that the recipe is the one that the manifest's hash names, that
 * every file is whole and a picture of ours.
 */
import { StillroomError, throwIfAborted } from '../../core/errors';
import type { Manifest, ManifestImage, ManifestReduction } from '../../core/formats/manifest';
import type { RecipeEdits, RecipeParameters, SamplingSettings } from '../../core/formats/recipe';
import type { ReadExport, ReadSet } from '../../data/export/read-export';
import { methodById } from '../../methods';
import type { MethodPlan } from '../../methods/method';
import { parseParameters } from '../../methods/parameters';
import { samplingSchema } from '../../methods/sampling';
import type { Pictures } from '../ports';
import { classHash, isRead, recipeName, runHash } from '../recipe/identity';
import { planOfRecipe } from './recipe-plan';
import { RECORDS_VERSION, type FinishedImage, type RunRecord, type StoredImage } from './records';
import type { Runs } from './runs';

export interface RestoreParts {
  readonly runs: Runs;
  readonly pictures: Pictures;
}

export interface RestoreOrder {
  /** The run's name in storage, where it is not kept already. */
  readonly handle: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Restored {
  /** The collection's. */
  readonly label: string;
  readonly settings: {
    readonly method: string;
    readonly parameters: RecipeParameters;
    readonly sampling: SamplingSettings;
    readonly edits: readonly RecipeEdits[];
  };
  /** null where only settings come back. */
  readonly run: RunRecord | null;
  /** How many images came with the file. */
  readonly images: number;
  /** What a person should know of it. */
  readonly notice: string | null;
}

const OLDER =
  'This export was made by an older version of Stillroom: its settings are back, its images are not, since this version names and makes images in another way. Distill again to have them.';

/** The run that a manifest describes, before its images. */
function recordOf(manifest: Manifest, plan: MethodPlan, handle: string): RunRecord {
  const { recipe, backend, createdAt, collection } = manifest;
  const { provider, decoder, threads } = backend;
  const whole = recipe.classes.every(isRead);
  return {
    version: RECORDS_VERSION,
    handle,
    hash: whole ? runHash(recipe, plan) : null,
    label: collection.label,
    startedAt: new Date(createdAt).toISOString(),
    recipe,
    classHashes: recipe.classes.map((entry) =>
      isRead(entry) ? classHash(recipe, entry.folder, plan) : null,
    ),
    backend: { provider, decoder, threads },
    state: 'unfinished',
    problems: [],
  };
}

function checkName({ recipe, recipeHash }: Manifest, plan: MethodPlan): void {
  if (recipeName(recipe, plan) === recipeHash) return;
  throw new StillroomError(
    'BadManifest',
    'The recipe in this manifest is not the one that made its images: it was changed after the export. Use the file as Stillroom wrote it.',
    { recipeHash },
  );
}

/** The hash of an image's class; an image of a class that was never read cannot be. */
function hashOf(record: RunRecord, { folder, file }: ManifestImage): string {
  const at = record.recipe.classes.findIndex((entry) => entry.folder === folder);
  const hash = record.classHashes[at] ?? null;
  if (hash !== null) return hash;
  throw new StillroomError(
    'BadManifest',
    `${file} is an image of "${folder}", whose pictures the recipe does not name. Use the file as Stillroom wrote it.`,
    { folder },
  );
}

/** An image with its place, as they are stored. */
async function opened(exported: ReadSet, entry: ManifestImage, pictures: Pictures) {
  const { folder, index, seed, windows, sources, position, key, share, runtime } = entry;
  const png = await exported.openImage(entry);
  const { width, height } = await pictures.decodePng(png);
  if (width !== height || key === undefined) {
    throw new StillroomError(
      'BadManifest',
      `${entry.file} is ${width} x ${height} pixels, but the images of a set are square.`,
      { file: entry.file },
    );
  }
  const [path] = sources;
  const core = position === undefined || path === undefined ? null : { image: position, path };
  const place: FinishedImage = {
    folder,
    index,
    key,
    core,
    ...(share === undefined ? {} : { share }),
  };
  const image: StoredImage = {
    version: RECORDS_VERSION,
    origin: seed === undefined ? 'real' : 'generated',
    png,
    side: width,
    latent: null,
    seconds: 0,
    steps: [],
    ...(runtime === undefined ? {} : { runtime }),
    ...(windows === undefined ? {} : { windows }),
  };
  return { place, image };
}

/** The kept run of the same name and backend, which the export then adds to. */
async function keptAlready(runs: Runs, { hash, backend }: RunRecord) {
  if (hash === null) return undefined;
  const kept = await runs.list();
  return kept.find(
    (one) =>
      one.hash === hash &&
      one.backend.provider === backend.provider &&
      one.backend.decoder === backend.decoder,
  );
}

/** An image's place in a run with what makes it: two of one name are the same image. */
const placeName = ({ folder, index, key }: FinishedImage): string => `${key}/${index}/${folder}`;

/** What a person should know of an export whose files are no images of the run. */
function reducedNotice({ side, from }: ManifestReduction, here: boolean): string {
  return here
    ? `The images in this export are reduced from ${from} to ${side} px. The run that they are of is here and is shown with its own images of ${from} px; nothing of the export was added to it.`
    : `The images in this export are reduced from ${from} to ${side} px, and the run's own are not here: its settings are back, its images are not. Distill makes them again; to train on the reduced ones, take the folder train of the export.`;
}

/** An export of reduced images: the run as it is here, or its settings alone. Its files are never the run's images. */
async function restoreReduced(
  manifest: Manifest,
  reduced: ManifestReduction,
  described: RunRecord,
  runs: Runs,
): Promise<Restored> {
  const kept = await keptAlready(runs, described);
  const { method, parameters, sampling, edits = [] } = manifest.recipe;
  return {
    label: manifest.collection.label,
    settings: { method, parameters, sampling, edits },
    run: kept ?? null,
    images: 0,
    notice: reducedNotice(reduced, kept !== undefined),
  };
}

async function restoreSet(
  exported: ReadSet,
  { runs, pictures }: RestoreParts,
  { handle, signal }: RestoreOrder,
): Promise<Restored> {
  const { manifest } = exported;
  const { recipe } = manifest;
  const plan = planOfRecipe(recipe);
  checkName(manifest, plan);
  const described = recordOf(manifest, plan, handle);
  const distilled = exported.images.filter(({ kind }) => kind === 'distilled');
  const { reduced } = manifest;
  if (reduced !== undefined && distilled.length > 0) {
    return restoreReduced(manifest, reduced, described, runs);
  }
  // Read twice, so that checking all before storing any takes no memory.
  for (const entry of distilled) {
    throwIfAborted(signal);
    hashOf(described, entry);
    await opened(exported, entry, pictures);
  }
  const record = (await keptAlready(runs, described)) ?? described;
  const places = new Map((await runs.finishedOf(record)).map((one) => [placeName(one), one]));
  // The root first: what hangs on it is then kept, whatever happens.
  await runs.put(record);
  for (const entry of distilled) {
    throwIfAborted(signal);
    const { place, image } = await opened(exported, entry, pictures);
    const hash = hashOf(record, entry);
    // What was made here knows more, its latent and its share for two: it is not replaced.
    const made = places.get(placeName(place)) ?? place;
    if ((await runs.image(place.key)) === undefined) {
      await runs.addImage(hash, record.backend, made, image);
    } else await runs.place(hash, record.backend, made);
  }
  const total = recipe.classes.length * recipe.sampling.imagesPerClass;
  const run: RunRecord =
    (await runs.countOf(record)) < total ? record : { ...record, state: 'done' };
  await runs.put(run);
  const { method, parameters, sampling, edits = [] } = recipe;
  return {
    label: run.label,
    settings: { method, parameters, sampling, edits },
    run,
    images: distilled.length,
    notice: null,
  };
}

/**
 * Takes an export in.
 * @throws StillroomError BadManifest, BadImage, BadParameter for a method or setting that this version
 * does not have: nothing was stored then; Aborted
 */
export async function restore(
  exported: ReadExport,
  parts: RestoreParts,
  order: RestoreOrder,
): Promise<Restored> {
  if (exported.kind === 'set') return restoreSet(exported, parts, order);
  const { label, edits, ...older } = exported.manifest;
  const method = methodById(older.method);
  const parameters = parseParameters(method.schema, older.parameters);
  const sampling = parseParameters(samplingSchema, older.sampling);
  method.plan(parameters, sampling);
  const settings = { method: method.id, parameters, sampling, edits };
  return { label, settings, run: null, images: 0, notice: OLDER };
}
