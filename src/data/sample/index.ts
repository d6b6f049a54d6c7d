/**
 * The sample collection: six classes of rendered objects with known modes and outliers, so that a
 * newcomer has something to distill at once and core discovery can be scored against the truth.
 *
 * The page loads the archive and truth.json; tools/sample made both.
 */
export { OUTLIER_KINDS, parseSampleTruth } from './truth';
export type {
  OutlierKind,
  SampleTruth,
  SampleTruthClass,
  SampleTruthImage,
  SampleTruthMode,
} from './truth';
export { truthOfClass } from './truth-of-class';

/** The one folder at the archive's root; the class folders lie in it. */
export const SAMPLE_FOLDER = 'stillroom-samples';
/** Relative to the site's base. */
export const SAMPLE_ARCHIVE_URL = 'samples/stillroom-samples.zip';
/** Relative to the site's base. */
export const SAMPLE_TRUTH_URL = 'samples/truth.json';
