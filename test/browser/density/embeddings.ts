/** UMAP of the same points wherever it runs, as plain lists of numbers, which keep every bit. */
import { umap } from '../../../src/core/density/umap';
import { exactNeighbours } from '../../../src/core/linalg/neighbours';
import { randomStream } from '../../../src/core/random/stream';

const ROWS = 200;
const COLUMNS = 6;
const GROUPS = 5;

/** Uniform numbers around a few places; every third point far off when `apart` is not 0. */
function scattered(apart: number): Float64Array {
  const random = randomStream({ seed: 7, purpose: 'browser-umap' });
  return random.fillUniform(new Float64Array(ROWS * COLUMNS)).map((value, p) => {
    const row = Math.floor(p / COLUMNS);
    return value + 0.7 * (row % GROUPS) + (row % 3 === 0 ? apart : 0);
  });
}

export async function embeddings(): Promise<number[][]> {
  const found: number[][] = [];
  for (const { k, components, minDist, apart } of [
    { k: 15, components: 2, minDist: 0.1, apart: 0 },
    { k: 40, components: 50, minDist: 0, apart: 0 },
    { k: 8, components: 3, minDist: 0.5, apart: 1000 },
  ]) {
    const points = { data: scattered(apart), rows: ROWS, columns: COLUMNS };
    const neighbours = exactNeighbours(points, { k, includeSelf: true });
    const { data } = await umap(neighbours, ROWS, { components, minDist, seed: 11 });
    found.push([...data]);
  }
  return found;
}
