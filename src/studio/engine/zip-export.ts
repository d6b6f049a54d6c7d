/** The distilled set as a zip: recipe, images beside their cores, manifest. */
import { StillroomError } from '../../core/errors';
import { RECIPE_FORMAT, type Recipe } from '../../core/formats/recipe';
import { chooseDestination } from '../../data/export/destination';
import { safeName } from '../../data/export/safe-name';
import { exportZip, type ExportImage, type ExportSet } from '../../data/export/write-export';
import type { Picture } from '../../data/export/png';
import type { IngestPool } from '../../data/ingest/pool';
import { parseParameters } from '../../methods/parameters';
import { intervalOf, samplingSchema } from '../../methods/sampling';
import { contentFingerprint } from '../../data/store/fingerprint';
import { useCollection } from '../state/collection';
import { useRun } from '../state/run';
import type { Library } from './library';
import type { ResultStore, RunImage, RunRecord } from './result-store';
import { reportSummary } from './shown-results';

declare const __STILLROOM_VERSION__: string;

export interface ExportParts {
  readonly library: Library;
  readonly results: ResultStore;
  readonly pool: IngestPool;
}

function recipeOf(run: RunRecord, fingerprint: string): Recipe {
  const { method, parameters, sampling, classes, pack, edits } = run;
  const cfgInterval = intervalOf(parseParameters(samplingSchema, sampling));
  return {
    format: RECIPE_FORMAT,
    collection: { fingerprint, classes },
    pack,
    method,
    parameters,
    sampling: {
      solver: String(sampling['solver']),
      steps: Number(sampling['steps']),
      cfgScale: Number(sampling['cfgScale']),
      ...(cfgInterval && { cfgInterval }),
      seed: Number(sampling['seed']),
    },
    imagesPerClass: Number(sampling['imagesPerClass']),
    ...(edits === undefined ? {} : { edits }),
    versions: { stillroom: __STILLROOM_VERSION__ },
  };
}

/** A name for the set: the collection's, the method's, the number of images. */
function setName({ label, method, sampling }: RunRecord): string {
  return safeName(`${label}-${method}-ipc${String(sampling['imagesPerClass'])}`);
}

async function distilled(image: RunImage, run: RunRecord, results: ResultStore) {
  const stored = await results.image(image.key);
  if (stored === undefined) {
    throw new StillroomError(
      'StorageFailed',
      `Image ${image.index + 1} of "${image.folder}" is no longer stored. Press Distill to make it again.`,
    );
  }
  const { pixels, side, steps, origin, windows } = stored;
  const core = image.corePath === null ? [] : [image.corePath];
  const entry: ExportImage = {
    folder: image.folder,
    kind: 'distilled',
    index: image.index,
    ...(origin === 'real' ? {} : { seed: Number(run.sampling['seed']) }),
    sources: windows?.map(({ source }) => source) ?? core,
    ...(windows === undefined ? {} : { windows }),
    guidance: reportSummary(steps),
    read: () => Promise.resolve({ width: side, height: side, pixels }),
  };
  return { entry, seconds: stored.seconds };
}

function realCore(image: RunImage, library: Library, signal: AbortSignal): ExportImage | null {
  const { folder, index, coreImage, corePath } = image;
  if (coreImage === null || corePath === null) return null;
  const read = async (): Promise<Picture> => {
    const images = await library.read(folder);
    const source = images.find((candidate) => candidate.source.path === corePath)?.source;
    if (source === undefined) {
      throw new StillroomError(
        'PermissionDenied',
        `The real core ${corePath} is not in the collection on the page. Add the same folders again, then export.`,
        { path: corePath },
      );
    }
    const side = library.resolution;
    for await (const pixels of library.pixels([source], signal)) {
      return { width: side, height: side, pixels };
    }
    throw new StillroomError('BadImage', `${corePath} could not be read.`, { path: corePath });
  };
  return { folder, kind: 'core', index, sources: [corePath], read };
}

/**
 * Writes the current run's finished images as a zip to where the person wants it.
 * @throws StillroomError Aborted, PermissionDenied, QuotaExceeded, StorageFailed
 */
export async function exportRun(parts: ExportParts, signal: AbortSignal): Promise<void> {
  const { library, results, pool } = parts;
  const run = await results.current();
  if (run === undefined) {
    throw new StillroomError('BadParameter', 'There is nothing to export yet. Distil first.');
  }
  const name = setName(run);
  const destination = await chooseDestination(`${name}.zip`);
  const finished = await results.finished(run.id);
  useRun.setState({ exporting: { done: 0, total: finished.length * 2 } });
  try {
    for (const { folder } of run.classes) {
      // Fingerprint and cores need the collection; without it the images alone are exported.
      if (useCollection.getState().classes.some((row) => row.folder === folder)) {
        await library.read(folder);
      }
    }
    const folders = new Set(run.classes.map(({ folder }) => folder));
    const hashes = library.hashes().filter(({ folder }) => folders.has(folder));
    const entries = await Promise.all(finished.map((image) => distilled(image, run, results)));
    const seconds = entries.map((entry) => entry.seconds);
    const totalSeconds = seconds.reduce((sum, value) => sum + value, 0);
    // Windows say themselves where they come from; whole images beside them would be no cores.
    const cores = finished.flatMap((image, i) =>
      entries[i]?.entry.windows ? [] : (realCore(image, library, signal) ?? []),
    );
    const set: ExportSet = {
      name,
      label: run.label,
      recipe: recipeOf(run, contentFingerprint(hashes)),
      backend: {
        provider: run.backend.kind,
        description: `${run.backend.kind}, ${run.backend.threads} threads`,
      },
      timings: { totalSeconds, secondsPerImage: totalSeconds / Math.max(1, seconds.length) },
      createdAt: new Date(),
      images: [...entries.map(({ entry }) => entry), ...cores],
    };
    const stream = exportZip(set, {
      signal,
      encode: (picture, texts) => pool.encodePng(picture, texts, signal),
      onProgress: (done, total) => {
        useRun.setState({ exporting: { done, total } });
      },
    });
    await destination.write(stream, signal);
  } finally {
    useRun.setState({ exporting: null });
  }
}
