/**
 * What a run that selects patches needs, in the parts that are kept apart: scores cost network calls
 * and depend on `scoring` alone; windows, ranking and assembly follow from them and ask the model for
 * little or nothing.
 */
import type { TimestepRange } from '../../core/scoring/draws';
import type { WindowSettings } from '../../core/scoring/image-score';
import type { MemberOrder } from '../../core/scoring/ranking';

export type WindowVariant =
  'typicality' | 'permuted-prompt' | 'random-windows' | 'centre-crop' | 'entropy';

export interface WindowScoring {
  readonly variant: WindowVariant;
  readonly draws: number;
  readonly range: TimestepRange;
  /** 0: all draws are made. */
  readonly stopError: number;
  /** Holds `{class}` where the class's prompt goes, `{name}` where its name alone goes. */
  readonly prompt: string;
  readonly nullPrompt: string;
  readonly seed: number;
}

export interface WindowRanking {
  readonly clusters: number;
  readonly order: MemberOrder;
  /** How many windows of the class take part, those of highest score; 0 for all. */
  readonly keep: number;
  /** True where descriptors are clustered as they are, false in the dimensions that vary most. */
  readonly wholeDescriptors: boolean;
  readonly seed: number;
}

export interface WindowAssembly {
  readonly imagesPerClass: number;
  /** f: f x f windows a picture. */
  readonly tiling: number;
  /** Side of the pictures in pixels; 0 for the model's. */
  readonly side: number;
  /**
   * in-turn: picture j has the next f x f windows of the list, so that fewer pictures are part of more.
   * by-rank: windows j, n + j, 2 n + j ... of n pictures, as RDED has it. in-turn where it is left out.
   */
  readonly arrangement?: 'in-turn' | 'by-rank';
}

/** Windows of real images, ranked and put together, are the set. */
export interface WindowsPlan {
  readonly output: 'windows';
  /** True where images are scored with another class's prompt, as a control. */
  readonly usesOtherClasses: boolean;
  readonly scoring: WindowScoring;
  readonly windows: WindowSettings;
  readonly ranking: WindowRanking;
  readonly assembly: WindowAssembly;
}

/** Windows that a class must give. */
export function windowsNeeded({ imagesPerClass, tiling }: WindowAssembly): number {
  return imagesPerClass * tiling * tiling;
}

/** Places in the list of the windows that one picture is made of. */
export function windowsOfPicture(
  { imagesPerClass, tiling, arrangement }: WindowAssembly,
  picture: number,
): number[] {
  const count = tiling * tiling;
  return Array.from({ length: count }, (_, part) =>
    arrangement === 'by-rank' ? picture + part * imagesPerClass : picture * count + part,
  );
}

const NAME = '{name}';

/** True where a label is made of classes' names beside their prompts. */
export function labelNames({ prompt }: WindowScoring): boolean {
  return prompt.includes(NAME);
}

/** The label's prompt of a class. */
export function labelPrompt(
  scoring: WindowScoring,
  { name, prompt }: { readonly name: string; readonly prompt: string },
): string {
  return scoring.prompt.replaceAll(/\{class\}|\{name\}/g, (part) =>
    part === NAME ? name : prompt,
  );
}
