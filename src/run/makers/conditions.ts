/** What the model is told of a class. */
import type { Condition } from '../../core/diffusion/condition';
import { takesPrompt } from '../../core/formats/pack/known-classes';
import type { RecipeClass } from '../../core/formats/recipe';
import type { Model } from '../ports';
import { onceMore } from '../restart';
import { wrongSize } from '../stages/kept-stage';

/** Conditions of a class, of the others that its method looks at, and of the null prompt. */
export interface Conditions {
  readonly own: Condition;
  /** Of those that the model knows: one that it does not is nothing that another class could be mixed with. */
  readonly others: readonly Condition[];
  readonly nothing: Condition;
}

/**
 * @param others classes whose prompts the method looks at
 * @throws StillroomError BadParameter for a class that the model does not know
 */
export async function conditionsOf(
  model: Model,
  entry: RecipeClass,
  others: readonly RecipeClass[],
  signal: AbortSignal,
): Promise<Conditions> {
  const { pack } = model.loaded;
  const known = others.filter(({ prompt }) => takesPrompt(pack, prompt));
  const prompts = [pack.condition.nullPrompt, entry.prompt, ...known.map(({ prompt }) => prompt)];
  const made = await onceMore(() => model.makeConditions(prompts, signal), { signal });
  const [nothing, own, ...rest] = made;
  if (nothing === undefined || own === undefined || made.length !== prompts.length) {
    throw wrongSize('The list of conditions', made.length, prompts.length);
  }
  return { own, others: rest, nothing };
}
