/** What is known of the sample collection's images, from the truth that ships beside them. */
import { StillroomError } from '../../core/errors';
import type { ClassTruth } from '../../core/metrics/discovery-truth';
import { parseSampleTruth, SAMPLE_TRUTH_URL, type SampleTruth } from '../../data/sample';
import { truthOfClass } from '../../data/sample/truth-of-class';
import type { ReadImage } from '../../run/ports';
import { useCollection } from '../state/collection';

let loading: Promise<SampleTruth> | null = null;

async function fetchTruth(): Promise<SampleTruth> {
  const response = await fetch(new URL(SAMPLE_TRUTH_URL, document.baseURI));
  if (response.ok) return parseSampleTruth(await response.json());
  throw new StillroomError(
    'BadManifest',
    `The sample collection's truth could not be fetched: the server answered ${response.status}. Reload the page.`,
  );
}

/** truth.json, fetched once; after a failure it is fetched again. */
function sampleTruth(): Promise<SampleTruth> {
  loading ??= fetchTruth().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

/**
 * The truth of a class's images in their order; null for collections whose modes nobody knows.
 * @throws StillroomError BadManifest when the truth that ships is missing or damaged
 */
export async function knownTruth(
  folder: string,
  images: readonly ReadImage[],
): Promise<ClassTruth | null> {
  if (!useCollection.getState().isSample) return null;
  const paths = images.map(({ path }) => path);
  return truthOfClass(await sampleTruth(), folder, paths);
}
