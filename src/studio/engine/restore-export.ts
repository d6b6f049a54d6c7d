/** A dropped export: its settings on the sliders, its images on the page, as if just made. */
import { recipeHash } from '../../core/formats/recipe';
import { intervalParameters } from '../../methods/sampling';
import { FileImage } from '../../data/import/file-image';
import type { ReadExport } from '../../data/export/read-export';
import type { IngestPool } from '../../data/ingest/pool';
import { resetSettings } from '../state/settings';
import { editsByFolder } from './selection/recipe-edits';
import { ResultStore, type RunImage, type RunRecord, type StoredImage } from './result-store';

export interface RestoreParts {
  readonly pool: IngestPool;
  readonly results: ResultStore;
}

/** The run that a manifest describes. */
function runOf({ manifest }: ReadExport): RunRecord {
  const { recipe, backend, createdAt, collection } = manifest;
  const { imagesPerClass } = recipe;
  const { cfgInterval, ...sampling } = recipe.sampling;
  return {
    id: recipeHash(recipe),
    label: collection.label,
    startedAt: createdAt,
    method: recipe.method,
    parameters: recipe.parameters,
    sampling: { ...sampling, ...intervalParameters(cfgInterval), imagesPerClass },
    classes: recipe.collection.classes,
    pack: recipe.pack,
    backend: { kind: backend.provider, threads: 1 },
    ...(recipe.edits === undefined ? {} : { edits: recipe.edits }),
    complete: true,
  };
}

/**
 * Puts an export's settings and images in the place of the current run.
 * @returns the run, and how many of its images came with the file
 * @throws StillroomError BadManifest when an image was changed since the export
 */
export async function restoreExport(
  exported: ReadExport,
  { pool, results }: RestoreParts,
): Promise<{ readonly run: RunRecord; readonly images: number }> {
  const run = runOf(exported);
  const cores = new Map(
    exported.manifest.images
      .filter(({ kind }) => kind === 'core')
      .map(({ folder, index, sources }) => [`${index}/${folder}`, sources[0] ?? null]),
  );
  const distilled = exported.images.filter(({ kind }) => kind === 'distilled');
  const images: { readonly place: RunImage; readonly image: StoredImage }[] = [];
  for (const entry of distilled) {
    const { folder, index, sha256, seed, windows } = entry;
    const patches = windows === undefined ? {} : { windows };
    const origin = seed === undefined ? 'real' : 'generated';
    const bytes = await exported.openImage(entry);
    const file = new FileImage(entry.file, new Blob([bytes], { type: 'image/png' }));
    const { width } = await pool.readOne(file, { resolution: 1, thumbnail: 1 });
    const { pixels } = await pool.readOne(file, { resolution: width, thumbnail: 1 });
    const key = ResultStore.key({ export: run.id, sha256 });
    const corePath = cores.get(`${index}/${folder}`) ?? null;
    images.push({
      place: { run: run.id, folder, index, key, coreImage: null, corePath },
      image: { origin, pixels, side: width, latent: null, seconds: 0, steps: [], ...patches },
    });
  }
  // All of the file is read and checked: only now may it take the place of what is there.
  await results.discard(run.id);
  for (const { place, image } of images) {
    await results.putImage(place.key, image);
    await results.addFinished(place);
  }
  await results.setCurrent(run);
  const { method, parameters, sampling } = run;
  resetSettings({ method, parameters, sampling, edits: editsByFolder(run.edits) });
  return { run, images: images.length };
}
