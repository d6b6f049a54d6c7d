/** What the text encoder says of a class. */
import type { RecipeClass } from '../../core/formats/recipe';
import type { Model } from '../ports';
import { onceMore } from '../restart';
import { wrongSize } from '../stages/kept-stage';

/** Text conditions of a class, of the others that its method looks at, and of the empty prompt. */
export interface Conditions {
  readonly own: Float32Array;
  readonly others: readonly Float32Array[];
  readonly nothing: Float32Array;
  readonly tokens: number;
  /** Width of one token's embedding. */
  readonly width: number;
}

/** @param others classes whose prompts the method looks at */
export async function conditionsOf(
  model: Model,
  entry: RecipeClass,
  others: readonly RecipeClass[],
  signal: AbortSignal,
): Promise<Conditions> {
  const { nullPrompt } = model.loaded.pack.condition;
  const prompts = [nullPrompt, entry.prompt, ...others.map(({ prompt }) => prompt)];
  const { data, tokens, width } = await onceMore(() => model.encodeText(prompts, signal), {
    signal,
  });
  const size = tokens * width;
  const [nothing, own, ...rest] = prompts.map((_, i) => data.slice(i * size, (i + 1) * size));
  if (nothing === undefined || own === undefined || data.length !== prompts.length * size) {
    throw wrongSize('The embedding of the prompts', data.length, prompts.length * size);
  }
  return { own, others: rest, nothing, tokens, width };
}
