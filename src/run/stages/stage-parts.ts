/** What stages work with. */
import type { Analysis, ClassSource, Model } from '../ports';
import type { Stages } from './stages';

export interface StageParts {
  readonly source: ClassSource;
  readonly model: Model;
  readonly analysis: Analysis;
  readonly stages: Stages;
}

/**
 * What a stage that asks the model depends on beside its inputs: two backends, or two decoders, may
 * differ in the last bits. Threads may not (measured: they change no byte).
 */
export function placeOf({ source, model }: Pick<StageParts, 'source' | 'model'>) {
  const { loaded } = model;
  return {
    pack: loaded.packHash,
    provider: loaded.backend.kind,
    decoder: source.decoder,
  };
}
