/** What can be done for classes whose words the model does not know, once for the whole collection. */
import type { RecipeParameters } from '../../core/formats/recipe';
import type { Method, MethodPlan } from '../../methods/method';
import type { ClassRow } from '../state/collection';

/** Classes that take part and that the model does not know. */
export function unknownRows(classes: readonly ClassRow[]): ClassRow[] {
  return classes.filter(({ included, notice, problem }) => {
    return included && notice !== null && problem === null;
  });
}

/** True where the settings need words that the model lacks: images are sampled under the class's prompt. */
export function needsWords(plan: MethodPlan | null): boolean {
  return plan?.output === 'generated' && plan.condition === 'class';
}

/**
 * The method's parameters with a start from the core and without words: the core says what is made. Null
 * for a method that cannot start from one.
 */
export function fromTheCore(
  { schema }: Pick<Method, 'schema'>,
  parameters: RecipeParameters,
): RecipeParameters | null {
  if (!('condition' in schema)) return null;
  const start = 'start' in schema ? { start: 'core' } : {};
  return { ...parameters, ...start, condition: 'none' };
}

const MOST_NAMES = 5;

/** "okapi", "okapi and numbat", "okapi, numbat and 4 more" */
export function namesOf(rows: readonly Pick<ClassRow, 'name'>[]): string {
  const names = rows.slice(0, MOST_NAMES).map(({ name }) => name);
  const more = rows.length - names.length;
  const all = more > 0 ? [...names, `${more} more`] : names;
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} and ${last}`;
}
