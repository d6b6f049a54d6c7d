/** The classes of the whole set in the order of one of their numbers. */
import type { ClassNumbers } from '../../run/results/metrics';
import type { Numbers } from '../state/compare';
import type { SyntheticImage } from '../state/run';
import { approach } from './approach';

/** 'listed': as on the left; 'distance': how near the images came to their cores. */
export type ClassOrder = 'listed' | 'distance' | Numbers;

export interface ClassFacts {
  readonly folder: string;
  readonly images: readonly SyntheticImage[];
  readonly numbers: ClassNumbers | undefined;
}

function valueOf({ images, numbers }: ClassFacts, order: ClassOrder): number | null {
  if (order === 'listed') return null;
  return order === 'distance' ? (approach(images)?.last ?? null) : (numbers?.[order] ?? null);
}

/** The smallest number first; classes without it come last, as they are listed. */
export function inOrder<Facts extends ClassFacts>(
  classes: readonly Facts[],
  order: ClassOrder,
  descending: boolean,
): Facts[] {
  const sign = descending ? -1 : 1;
  return classes.toSorted((a, b) => {
    const [x, y] = [valueOf(a, order), valueOf(b, order)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  });
}
