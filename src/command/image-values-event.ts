/** What images are worth, as a command tells it. */
import { StillroomError } from '../core/errors';
import type { ImageJudgement } from '../run/evaluation/image-judgement';
import type { NamedClass } from '../run/recipe/make-recipe';
import type { ValuedImage, WorkEvent } from './work-order';

/** @param judgement a whole one @throws StillroomError Internal for one that lacks a part */
export function imageValuesEvent(
  set: string,
  pairs: number,
  { values, redundancy }: ImageJudgement,
  classes: readonly NamedClass[],
): Extract<WorkEvent, { readonly event: 'image-values' }> {
  if (values === null || redundancy === null) {
    throw new StillroomError('Internal', 'The values of the images were not finished.');
  }
  const seen = new Map<number, number>();
  const valued = values.map(({ image, label, value }): ValuedImage => {
    const index = seen.get(label) ?? 0;
    seen.set(label, index + 1);
    const { mean, interval } = value;
    return { image, class: classes[label]?.folder ?? String(label), index, value: mean, interval };
  });
  return {
    event: 'image-values',
    set,
    pairs,
    values: valued,
    redundancy: {
      parts: redundancy.parts.map(({ name }) => name),
      byOthers: redundancy.parts.map(({ byOthers }) => byOthers.mean),
      accuracy: redundancy.accuracy.map((row) => row.map(({ mean }) => mean)),
    },
  };
}
