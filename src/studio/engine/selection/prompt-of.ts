/** Which prompt a class's images are scored with: its own, or another's for the control. */
import { permutedClasses } from '../../../core/scoring/controls';
import type { WindowsPlan } from '../../../methods/windows/plan';
import type { RunClass } from '../result-store';

type PromptedClass = Pick<RunClass, 'folder' | 'prompt'>;

/**
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
