/**
 * The points that Prim's algorithm has not reached yet, each with its best edge to the tree. All
 * weights are squares. What the two kinds are for stands in reachability-tree.ts.
 */

/** Points whose dot products are summed side by side, which keeps the processor's adders busy. */
const LANES = 8;

/** Points outside the tree whose best edge may still improve, side by side in memory. */
export class OpenPoints {
  count: number;
  readonly ids: Int32Array;
  readonly rows: Float64Array;
  readonly norms: Float64Array;
  /** Square of the lightest edge to the tree so far. */
  readonly best: Float64Array;
  readonly source: Int32Array;
  readonly cores: Float64Array;
  readonly columns: number;
  readonly #dots = new Float64Array(LANES);

  constructor(values: Float64Array, norms: Float64Array, cores: Float64Array, columns: number) {
    this.count = cores.length;
    this.columns = columns;
    this.ids = Int32Array.from({ length: this.count }, (_, i) => i);
    // Padded, so that eight rows can be read from any place.
    this.rows = new Float64Array(values.length + LANES * columns);
    this.rows.set(values);
    this.norms = norms.slice();
    this.best = new Float64Array(this.count).fill(Infinity);
    this.source = new Int32Array(this.count).fill(-1);
    this.cores = cores.slice();
  }

  /** Takes out the point at this place; the last one moves into it. */
  remove(place: number): void {
    this.count -= 1;
    const last = this.count;
    if (place === last) return;
    this.ids[place] = this.ids[last] ?? 0;
    this.norms[place] = this.norms[last] ?? 0;
    this.best[place] = this.best[last] ?? 0;
    this.source[place] = this.source[last] ?? 0;
    this.cores[place] = this.cores[last] ?? 0;
    const { columns } = this;
    this.rows.copyWithin(place * columns, last * columns, (last + 1) * columns);
  }

  /** Lets the edge from tree point `id` to the point at this place compete. */
  offer(place: number, id: number, row: Float64Array, core: number): void {
    let weight = Math.max(core, this.cores[place] ?? 0);
    const bar = this.best[place] ?? 0;
    if (weight >= bar) return;
    let sum = 0;
    for (let c = 0, p = place * this.columns; c < row.length; c++, p++) {
      const difference = (row[c] ?? 0) - (this.rows[p] ?? 0);
      sum += difference * difference;
    }
    if (sum > weight) weight = sum;
    if (weight < bar) {
      this.best[place] = weight;
      this.source[place] = id;
    }
  }

  /** Lets the edges from a new tree point to all open points compete. */
  relax(id: number, row: Float64Array, norm: number, core: number, slack: number): void {
    const { best, norms, count } = this;
    const base = norm - slack;
    for (let start = 0; start < count; start += LANES) {
      const end = Math.min(start + LANES, count);
      let farthest = 0;
      for (let p = start; p < end; p++) farthest = Math.max(farthest, best[p] ?? 0);
      if (farthest <= core) continue;
      this.#dot(start, row);
      for (let p = start; p < end; p++) {
        const estimate = base + (norms[p] ?? 0) - 2 * (this.#dots[p - start] ?? 0);
        if (estimate < (best[p] ?? 0)) this.offer(p, id, row, core);
      }
    }
  }

  /** Dot products of a row with the eight rows from `start` on; what lies past the end is ignored. */
  #dot(start: number, row: Float64Array): void {
    const { rows, columns } = this;
    let d0 = 0;
    let d1 = 0;
    let d2 = 0;
    let d3 = 0;
    let d4 = 0;
    let d5 = 0;
    let d6 = 0;
    let d7 = 0;
    for (let c = 0, first = start * columns; c < columns; c++, first++) {
      const x = row[c] ?? 0;
      let p = first;
      d0 += x * (rows[p] ?? 0);
      p += columns;
      d1 += x * (rows[p] ?? 0);
      p += columns;
      d2 += x * (rows[p] ?? 0);
      p += columns;
      d3 += x * (rows[p] ?? 0);
      p += columns;
      d4 += x * (rows[p] ?? 0);
      p += columns;
      d5 += x * (rows[p] ?? 0);
      p += columns;
      d6 += x * (rows[p] ?? 0);
      p += columns;
      d7 += x * (rows[p] ?? 0);
    }
    const dots = this.#dots;
    dots[0] = d0;
    dots[1] = d1;
    dots[2] = d2;
    dots[3] = d3;
    dots[4] = d4;
    dots[5] = d5;
    dots[6] = d6;
    dots[7] = d7;
  }
}

/** Points outside the tree whose best edge cannot improve any more. */
export class SettledPoints {
  count = 0;
  readonly ids: Int32Array;
  readonly best: Float64Array;
  readonly source: Int32Array;

  constructor(capacity: number) {
    this.ids = new Int32Array(capacity);
    this.best = new Float64Array(capacity);
    this.source = new Int32Array(capacity);
  }

  add(id: number, best: number, source: number): void {
    this.ids[this.count] = id;
    this.best[this.count] = best;
    this.source[this.count] = source;
    this.count += 1;
  }

  remove(place: number): void {
    this.count -= 1;
    this.ids[place] = this.ids[this.count] ?? 0;
    this.best[place] = this.best[this.count] ?? 0;
    this.source[place] = this.source[this.count] ?? 0;
  }
}
