import { underWay } from './under-way';
import { ask } from './ask';

/**
 * Whether a change may end what a person asked for; asks only where something is under way.
 * @param change begins the question, "Hold out 20 %"
 * @param ended what it ends; everything where it is left out
 */
export async function mayEnd(change: string, ended = underWay()): Promise<boolean> {
  if (ended === '') return true;
  return ask({
    title: `${change}?`,
    text: `This ends ${ended}. What is finished is kept.`,
    deed: change,
  });
}
