/**
 * The renderer of the sample collection. It makes any picture again from (class, index), with the
 * same bytes in Node, in a worker and in a browser.
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
export type { Mode, SampleClass } from './scene/subject';
