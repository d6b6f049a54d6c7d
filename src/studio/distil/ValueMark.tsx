import { useMemo } from 'react';
import { leastValuable } from '../evaluate/valuedImages';
import { useImageValues } from '../state/image-values';
import { useShown } from '../state/shown';
import type { Place } from '../state/view';

/** On a tile: that Evaluate found the picture to be among those of its set that are worth least. */
export function ValueMark({ place }: { readonly place: Place }) {
  const run = useShown((state) => state.run?.id ?? null);
  const values = useImageValues(({ set, judgement }) => (set === run ? judgement.values : null));
  const classes = useImageValues((state) => state.classes);
  const least = useMemo(
    () => (values === null ? null : leastValuable(values, classes)),
    [values, classes],
  );
  const detail = least?.get(place.folder)?.get(place.index);
  if (detail === undefined) return null;
  return (
    <span className="picture-mark" data-mark="least" title={detail}>
      least
      <span className="visually-hidden">. {detail}</span>
    </span>
  );
}
