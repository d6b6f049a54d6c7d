/**
 * The sample collection: six classes of rendered objects with known modes and outliers, so that a
 * newcomer has something to distil at once and core discovery can be scored against the truth.
 *
 * The page loads the archive and truth.json; the renderer here made both, and makes any picture again
 * from (class, index), with the same bytes in Node, in a worker and in a browser.
 */
export { renderBroad } from './broad';
export type { BroadPicture } from './broad';
export { SAMPLE_CLASSES, sampleClass } from './classes/catalogue';
export {
  COLLECTION_SEED,
  COLLECTION_SIZE,
  IMAGES_PER_CLASS,
  OUTLIERS_PER_KIND,
  RENDERER_VERSION,
  modeCounts,
  renderSample,
  sceneTruth,
} from './collection';
export type { SampleTruthOfImage } from './collection';
export { OUTLIER_KINDS } from './outlier';
export type { OutlierKind } from './outlier';
export type { Mode, SampleClass } from './scene/subject';
export { parseSampleTruth } from './truth';
export type { SampleTruth, SampleTruthClass, SampleTruthImage, SampleTruthMode } from './truth';

/** The one folder at the archive's root; the class folders lie in it. */
export const SAMPLE_FOLDER = 'stillroom-samples';
/** Relative to the site's base. */
export const SAMPLE_ARCHIVE_URL = 'samples/stillroom-samples.zip';
/** Relative to the site's base. */
export const SAMPLE_TRUTH_URL = 'samples/truth.json';
