/** A class under a plan of windows: everything that decides its list. */
import { permutedClasses } from '../../../core/scoring/controls';
import { StillroomError } from '../../../core/errors';
import type { Control } from '../../../core/call';
import { labelPrompt, type WindowsPlan } from '../../../methods/windows/plan';
import type { PromptedClass } from '../../recipe/make-recipe';
import { readPictures, type ReadPictures } from '../latents';
import type { StageParts } from '../stage-parts';
import type { StepCost } from './step-costs';

export interface ClassTask extends ReadPictures {
  readonly folder: string;
  /** For people. */
  readonly name: string;
  /** The prompt that its images are scored with, whole; a control takes another class's. */
  readonly label: string;
  readonly plan: WindowsPlan;
}

/** How the stages of a class are told and stopped. */
export interface WindowHooks {
  readonly control: Control;
  /** What is happening, how many images of how many are done, and what that is of the whole. */
  readonly tell: (activity: string, done: number, total: number, cost: StepCost) => void;
}

/**
 * The prompt that a class's images are scored with: its own, or another's for the control.
 * @param classes all classes that take part, in their order
 * @throws StillroomError BadParameter for a permuted prompt of a single class
 */
export function labelOf(
  entry: PromptedClass,
  classes: readonly PromptedClass[],
  { scoring }: Pick<WindowsPlan, 'scoring'>,
): string {
  if (scoring.variant !== 'permuted-prompt') return labelPrompt(scoring, entry);
  const own = classes.findIndex(({ folder }) => folder === entry.folder);
  const other = permutedClasses(classes.length, scoring.seed)[own] ?? own;
  return labelPrompt(scoring, classes[other] ?? entry);
}

/**
 * The task of a class outside a run; its pictures are read.
 * @param classes all classes that take part, in their order
 * @throws StillroomError BadParameter for a class that is not among them; as reading does
 */
export async function taskOf(
  parts: Pick<StageParts, 'source'>,
  classes: readonly PromptedClass[],
  folder: string,
  plan: WindowsPlan,
  signal: AbortSignal,
): Promise<ClassTask> {
  const entry = classes.find((one) => one.folder === folder);
  if (entry === undefined) {
    throw new StillroomError('BadParameter', `The class "${folder}" is gone. Choose another one.`, {
      folder,
    });
  }
  const label = labelOf(entry, classes, plan);
  const pictures = await readPictures(parts, folder, signal);
  return { folder, name: entry.name, label, plan, ...pictures };
}
