/**
 * The layout kernel's epochs in plain TypeScript, rounded to float32 after every operation and
 * summed in the same order: what its WebAssembly must reproduce bit by bit.
 */
import type { Curve } from '../../../src/core/density/umap/curve';
import type {
  MovingLayout,
  MovingLayoutOptions,
} from '../../../src/core/density/umap/moving-layout';
import {
  BETWEEN_BITS,
  PLACE_BITS,
  powerTable,
  type PowerTable,
} from '../../../src/core/density/umap/power-table';

const { fround } = Math;
const LANES = 4;

const bits = new DataView(new ArrayBuffer(4));

/** x^b by the tables, for a float32 x >= 0. */
export function plainPower({ exponents, mantissas }: PowerTable, x: number): number {
  bits.setFloat32(0, x);
  const word = bits.getUint32(0);
  const place = (word >>> BETWEEN_BITS) & ((1 << PLACE_BITS) - 1);
  const between = (word & ((1 << BETWEEN_BITS) - 1)) / (1 << BETWEEN_BITS);
  const here = mantissas[2 * place] ?? 0;
  const step = fround((mantissas[2 * place + 1] ?? 0) * between);
  return fround((exponents[word >>> 23] ?? 0) * fround(here + step));
}

/** xoshiro128++ as its authors print it. */
export function plainWords(state: Uint32Array): () => number {
  const rotated = (word: number, by: number): number => ((word << by) | (word >>> (32 - by))) >>> 0;
  return () => {
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = state;
    const word = (rotated((s0 + s3) >>> 0, 7) + s0) >>> 0;
    const t2 = s2 ^ s0;
    const t3 = s3 ^ s1;
    state[1] = s1 ^ t2;
    state[0] = s0 ^ t3;
    state[2] = t2 ^ (s1 << 9);
    state[3] = rotated(t3 >>> 0, 11);
    return word;
  };
}

/** Squared distance of two rows: four partial sums, by the remainder of the coordinate. */
function squaredDistance(x: Float32Array, y: Float32Array): number {
  const sums = new Float32Array(LANES);
  for (let c = 0; c < x.length; c++) {
    const difference = fround((x[c] ?? 0) - (y[c] ?? 0));
    const squared = fround(difference * difference);
    sums[c % LANES] = c < LANES ? squared : (sums[c % LANES] ?? 0) + squared;
  }
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = sums;
  return fround(fround(s0 + s2) + fround(s1 + s3));
}

/** What `force` along the difference does to one coordinate, cut. */
function push(force: number, x: number, y: number, limit: number): number {
  const wanted = fround(force * fround(x - y));
  const below = limit < wanted ? limit : wanted;
  return below < -limit ? -limit : below;
}

function forcesOf({ a, b }: Curve) {
  const table = powerTable(b);
  const fall = (curved: number): number => fround(fround(fround(a) * curved) + 1);
  return {
    attraction: (rate: number, square: number): number => {
      const curved = plainPower(table, square);
      const pull = fround(fround(rate * fround(-2 * a * b)) * curved);
      return fround(pull / fround(square * fall(curved)));
    },
    repulsion: (rate: number, square: number): number => {
      const away = fround(rate * fround(2 * b));
      const distance = fround(fround(0.001) + square);
      return fround(away / fround(distance * fall(plainPower(table, square))));
    },
  };
}

export function plainLayout(options: MovingLayoutOptions): MovingLayout {
  const { graph, axes, curve, negatives, random } = options;
  const { starts, columns, weights } = graph;
  const points = starts.length - 1;
  const components = axes.length;
  const rows = Array.from({ length: points }, (_, i) =>
    Float32Array.from(axes, (axis) => axis[i] ?? 0),
  );
  const words = [random.word(), random.word(), random.word(), (random.word() | 1) >>> 0];
  const next = plainWords(Uint32Array.from(words));
  const heads = columns.map((_, e) => starts.findLastIndex((start) => start <= e));
  const heaviest = Math.max(...weights);
  const periods = Float32Array.from(weights, (weight) => heaviest / weight);
  const due = periods.slice();
  const { attraction, repulsion } = forcesOf(curve);

  function visit(head: Float32Array, tail: Float32Array, rate: number): void {
    const limit = fround(rate * 4);
    const square = squaredDistance(head, tail);
    if (square > 0) {
      const force = attraction(rate, square);
      for (let c = 0; c < components; c++) {
        const move = push(force, head[c] ?? 0, tail[c] ?? 0, limit);
        head[c] = (head[c] ?? 0) + move;
        tail[c] = (tail[c] ?? 0) - move;
      }
    }
    const drawn = Array.from(
      { length: negatives },
      () => rows[Math.floor((next() * points) / 2 ** 32)] ?? head,
    );
    const here = head.slice();
    const away = drawn.map((other) => repulsion(rate, squaredDistance(here, other)));
    for (let c = 0; c < components; c++) {
      // A point drawn may be the head itself, which stays where it is until all are felt.
      const moves = drawn.map((other, s) => push(away[s] ?? 0, here[c] ?? 0, other[c] ?? 0, limit));
      head[c] = moves.reduce((moved, move) => fround(moved + move), here[c] ?? 0);
    }
  }

  return {
    edges: columns.length,
    advance(epoch, rate, from, to) {
      let visited = 0;
      for (let e = from; e < to; e++) {
        if ((due[e] ?? 0) > epoch) continue;
        due[e] = (due[e] ?? 0) + (periods[e] ?? 0);
        visited += 1;
        const head = rows[heads[e] ?? 0];
        const tail = rows[columns[e] ?? 0];
        if (head && tail) visit(head, tail, fround(rate));
      }
      return visited;
    },
    read: () => ({
      data: Float32Array.from(rows.flatMap((row) => [...row])),
      rows: points,
      columns: components,
    }),
  };
}
