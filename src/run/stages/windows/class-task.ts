/** A class under a plan of windows: everything that decides its list. */
import { permutedClasses } from '../../../core/scoring/controls';
import { StillroomError } from '../../../core/errors';
import type { RecipeClass } from '../../../core/formats/recipe';
import type { Control } from '../../../core/call';
import type { WindowsPlan } from '../../../methods/windows/plan';
import { readPictures, type ReadPictures } from '../latents';
import type { StageParts } from '../stage-parts';

export interface ClassTask extends ReadPictures {
  readonly folder: string;
  /** For people. */
  readonly name: string;
  /** The prompt that its images are scored with, before the template; a control takes another's. */
  readonly prompt: string;
  readonly plan: WindowsPlan;
}

/** How the stages of a class are told and stopped. */
export interface WindowHooks {
  readonly control: Control;
  /** What is happening, and how many images of how many are done. */
  readonly tell: (activity: string, done: number, total: number) => void;
}

export type PromptedClass = Pick<RecipeClass, 'folder' | 'prompt'>;

/**
 * Which prompt a class's images are scored with: its own, or another's for the control.
 * @param classes all classes that take part, in their order
 * @throws StillroomError BadParameter for a permuted prompt of a single class
 */
export function promptOf(
  entry: PromptedClass,
  classes: readonly PromptedClass[],
  { scoring }: WindowsPlan,
): string {
  if (scoring.variant !== 'permuted-prompt') return entry.prompt;
  const own = classes.findIndex(({ folder }) => folder === entry.folder);
  const other = permutedClasses(classes.length, scoring.seed)[own] ?? own;
  return classes[other]?.prompt ?? entry.prompt;
}

/**
 * The task of a class outside a run; its pictures are read.
 * @param classes all classes that take part, in their order
 * @throws StillroomError BadParameter for a class that is not among them; as reading does
 */
export async function taskOf(
  parts: Pick<StageParts, 'source'>,
  classes: readonly Pick<RecipeClass, 'folder' | 'name' | 'prompt'>[],
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
  const prompt = promptOf(entry, classes, plan);
  const pictures = await readPictures(parts, folder, signal);
  return { folder, name: entry.name, prompt, plan, ...pictures };
}
