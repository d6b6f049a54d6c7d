/**
 * What a run that selects patches needs, in the parts that are kept apart: scores cost network calls
 * and depend on `scoring` alone; windows, ranking and assembly follow from them and ask the model for
 * little or nothing.
 */
import type { TimestepRange } from '../../core/scoring/draws';
import type { WindowSettings } from '../../core/scoring/image-score';
import type { MemberOrder } from '../../core/scoring/ranking';

export type PatchVariant =
  'typicality' | 'permuted-prompt' | 'random-windows' | 'centre-crop' | 'entropy';

export interface PatchScoring {
  readonly variant: PatchVariant;
  readonly draws: number;
  readonly range: TimestepRange;
  /** 0: all draws are made. */
  readonly stopError: number;
  /** Holds `{class}` where the class's prompt goes. */
  readonly prompt: string;
  readonly nullPrompt: string;
  readonly seed: number;
}

export interface PatchRanking {
  readonly clusters: number;
  readonly order: MemberOrder;
  readonly seed: number;
}

export interface PatchAssembly {
  readonly imagesPerClass: number;
  /** f: f x f windows a picture. */
  readonly tiling: number;
  /** Side of the pictures in pixels; 0 for the model's. */
  readonly side: number;
}

/** Windows of real images, ranked and put together, are the set. */
export interface PatchPlan {
  readonly output: 'patches';
  readonly scoring: PatchScoring;
  readonly windows: WindowSettings;
  readonly ranking: PatchRanking;
  readonly assembly: PatchAssembly;
}

/** Windows that a class must give. */
export function windowsNeeded({ imagesPerClass, tiling }: PatchAssembly): number {
  return imagesPerClass * tiling * tiling;
}

/** The label's prompt of a class. @param classPrompt what the collection says of it */
export function labelPrompt({ prompt }: PatchScoring, classPrompt: string): string {
  return prompt.replaceAll('{class}', () => classPrompt);
}
