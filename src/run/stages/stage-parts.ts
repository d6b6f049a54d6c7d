/** What stages work with. */
import type { Analysis, ClassSource, Model } from '../ports';
import { backendOf } from '../recipe/image-key';
import type { Stages } from './stages';

export interface StageParts {
  readonly source: ClassSource;
  readonly model: Model;
  readonly analysis: Analysis;
  readonly stages: Stages;
}

/**
 * What a stage that asks the model depends on beside its inputs: two backends, or two decoders, may
 * differ in the last bits.
 */
export function placeOf(parts: Pick<StageParts, 'source' | 'model'>) {
  return { pack: parts.model.loaded.packHash, ...backendOf(parts) };
}
