/** The order of valuing the images of one of the chosen sets. */
import { StillroomError } from '../../../core/errors';
import type { EvaluationParts } from '../../../run/evaluation/plan';
import type { JudgementOrder } from '../../../run/evaluation/image-judgement';
import type { PageParts } from '../../adapters/page-parts';
import { askedNow } from './asked-now';
import { askedOrder } from './asked-order';

/**
 * @param id a run's handle
 * @throws StillroomError BadParameter for a set that is not chosen; as `askedOrder`
 */
export async function valuesOrder(
  parts: PageParts,
  place: EvaluationParts,
  id: string,
  signal: AbortSignal,
): Promise<JudgementOrder> {
  const asked = askedNow();
  const order = await askedOrder(parts, place, asked, signal);
  const { sets, robustness: _, ...rest } = order;
  const set = sets.find((one) => one.id === id);
  if (set === undefined) {
    throw new StillroomError(
      'BadParameter',
      'This set is not chosen any more. Choose it above to value its images.',
    );
  }
  return { ...rest, set, pairs: asked.choices.pairs };
}
