import type { SyntheticImage } from '../state/run';

export interface Approach {
  /** Mean distance of the predicted clean latents to their cores at the first reported step. */
  readonly first: number;
  /** The same at the last reported step. */
  readonly last: number;
}

/** How near a class's images came to their cores; null where no report holds a distance. */
export function approach(images: readonly SyntheticImage[]): Approach | null {
  const ways = images.flatMap(({ report }) => {
    const known = report.map((row) => row.distance).filter((distance) => distance !== null);
    const first = known[0];
    const last = known.at(-1);
    return first === undefined || last === undefined ? [] : [{ first, last }];
  });
  if (ways.length === 0) return null;
  const mean = (pick: (way: Approach) => number) =>
    ways.reduce((sum, way) => sum + pick(way), 0) / ways.length;
  return { first: mean((way) => way.first), last: mean((way) => way.last) };
}
