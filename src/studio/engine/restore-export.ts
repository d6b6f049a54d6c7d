/** A dropped export: its settings on the sliders, its images on the page, as if just made. */
import { recipeHash } from '../../core/formats/recipe';
import { FileImage } from '../../data/import/file-image';
import type { ReadExport } from '../../data/export/read-export';
import type { IngestPool } from '../../data/ingest/pool';
import { resetSettings } from '../state/settings';
import { ResultStore, type RunRecord } from './result-store';

export interface RestoreParts {
  readonly pool: IngestPool;
  readonly results: ResultStore;
}

/** The run that a manifest describes. */
function runOf({ manifest }: ReadExport): RunRecord {
  const { recipe, backend, createdAt, collection } = manifest;
  const { sampling, imagesPerClass } = recipe;
  return {
    id: recipeHash(recipe),
    label: collection.label,
    startedAt: createdAt,
    method: recipe.method,
    parameters: recipe.parameters,
    sampling: { ...sampling, imagesPerClass },
    classes: recipe.collection.classes,
    pack: recipe.pack,
    backend: { kind: backend.provider, threads: 1 },
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
  await results.discard();
  const distilled = exported.images.filter(({ kind }) => kind === 'distilled');
  for (const image of distilled) {
    const { folder, index, sha256 } = image;
    const bytes = await exported.openImage(image);
    const file = new FileImage(image.file, new Blob([bytes], { type: 'image/png' }));
    const { width } = await pool.readOne(file, { resolution: 1, thumbnail: 1 });
    const { pixels } = await pool.readOne(file, { resolution: width, thumbnail: 1 });
    const key = ResultStore.key({ export: run.id, sha256 });
    await results.putImage(key, { pixels, side: width, latent: null, seconds: 0, steps: [] });
    const corePath = cores.get(`${index}/${folder}`) ?? null;
    await results.addFinished({ run: run.id, folder, index, key, coreImage: null, corePath });
  }
  await results.setCurrent(run);
  const { method, parameters, sampling } = run;
  resetSettings({ method, parameters, sampling });
  return { run, images: distilled.length };
}
