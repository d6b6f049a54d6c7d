/** What is known of the sample collection's images, from the truth that ships beside them. */
import { StillroomError } from '../../core/errors';
import type { ClassTruth } from '../../core/metrics/discovery-truth';
import { parseSampleTruth, SAMPLE_TRUTH_URL, type SampleTruth } from '../../data/sample';

let loading: Promise<SampleTruth> | null = null;

async function fetchTruth(): Promise<SampleTruth> {
  const response = await fetch(new URL(SAMPLE_TRUTH_URL, document.baseURI));
  if (response.ok) return parseSampleTruth(await response.json());
  throw new StillroomError(
    'BadManifest',
    `The sample collection's truth could not be fetched: the server answered ${response.status}. Reload the page.`,
  );
}

/**
 * truth.json, fetched once; after a failure it is fetched again.
 * @throws StillroomError BadManifest when it is missing or damaged
 */
export function sampleTruth(): Promise<SampleTruth> {
  loading ??= fetchTruth().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

/**
 * The truth of a class's images in their order; an image that the truth does not name is an outlier.
 * @param paths of the images, ending in "folder/file"
 * @returns null for a folder that is no class of the sample collection
 */
export function truthOfClass(
  truth: SampleTruth,
  folder: string,
  paths: readonly string[],
): ClassTruth | null {
  const modes = truth.classes.find(({ slug }) => slug === folder)?.modes;
  if (modes === undefined) return null;
  const numbers = new Map(modes.map(({ slug }, i) => [slug, i]));
  const known = new Map(
    truth.images.map(({ file, mode, outlier }) => [file, outlier === null ? mode : null]),
  );
  const modeOf = paths.map((path) => {
    const mode = known.get(path.split('/').slice(-2).join('/')) ?? null;
    return mode === null ? -1 : (numbers.get(mode) ?? -1);
  });
  return { modeOf: Int32Array.from(modeOf), modes: modes.length };
}
