/** The modes of the sample collection's images, from the truth that ships beside them. */
import { StillroomError } from '../../../core/errors';
import { parseSampleTruth, SAMPLE_TRUTH_URL, type SampleTruth } from '../../../data/sample';
import type { KnownModes } from '../../../../workers/analysis';
import { useCollection } from '../../state/collection';
import type { ReadImage } from '../library';

let loading: Promise<SampleTruth> | null = null;

async function fetchTruth(): Promise<SampleTruth> {
  const response = await fetch(new URL(SAMPLE_TRUTH_URL, document.baseURI));
  if (response.ok) return parseSampleTruth(await response.json());
  throw new StillroomError(
    'BadManifest',
    `The sample collection's truth could not be fetched: the server answered ${response.status}. Reload the page.`,
  );
}

/** The modes of one class's images. @param images in the order of the class's latents */
export function modesOfClass(
  truth: SampleTruth,
  folder: string,
  images: readonly ReadImage[],
): KnownModes | null {
  const modes = truth.classes.find(({ slug }) => slug === folder)?.modes;
  if (modes === undefined) return null;
  const number = new Map(modes.map(({ slug }, i) => [slug, i]));
  const known = new Map(truth.images.map(({ file, mode }) => [file, mode]));
  const ofReal = images.map(({ source }) => {
    const mode = known.get(source.path.split('/').slice(-2).join('/')) ?? null;
    return mode === null ? -1 : (number.get(mode) ?? -1);
  });
  return { ofReal: Int32Array.from(ofReal), count: modes.length };
}

/**
 * null for collections whose modes nobody knows.
 * @throws StillroomError BadManifest when the truth that ships is missing or damaged
 */
export async function knownModes(
  folder: string,
  images: readonly ReadImage[],
): Promise<KnownModes | null> {
  if (!useCollection.getState().isSample) return null;
  loading ??= fetchTruth().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return modesOfClass(await loading, folder, images);
}
