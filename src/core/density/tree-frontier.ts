/**
 * The points that Prim's algorithm has not reached yet, each with its best edge to the tree. All
 * weights are squares. What the two kinds are for stands in reachability-tree.ts.
 */
import { bindKernel, type BoundKernel } from '../wasm/kernel';
import { LANES, laneKernel } from './lane-kernel';

const BYTES = Float64Array.BYTES_PER_ELEMENT;

let compiled: WebAssembly.Module | undefined;

/** Points outside the tree whose best edge may still improve, side by side in memory. */
export class OpenPoints {
  count: number;
  readonly ids: Int32Array;
  readonly norms: Float64Array;
  /** Square of the lightest edge to the tree so far. */
  readonly best: Float64Array;
  readonly source: Int32Array;
  readonly cores: Float64Array;
  readonly columns: number;
  /** In the kernel's memory: products, the open rows sixteen by sixteen, the tree's new row. */
  readonly #dots: Float64Array;
  readonly #rows: Float64Array;
  readonly #row: Float64Array;
  readonly #run: BoundKernel['run'];

  constructor(values: Float64Array, norms: Float64Array, cores: Float64Array, columns: number) {
    this.count = cores.length;
    this.columns = columns;
    this.ids = Int32Array.from({ length: this.count }, (_, i) => i);
    const size = Math.ceil(this.count / LANES) * LANES * columns;
    compiled ??= laneKernel();
    const { buffer, run } = bindKernel(compiled, 'multiply', (LANES + columns + size) * BYTES);
    this.#run = run;
    this.#dots = new Float64Array(buffer, 0, LANES);
    this.#rows = new Float64Array(buffer, LANES * BYTES, size);
    this.#row = new Float64Array(buffer, (LANES + size) * BYTES, columns);
    for (let i = 0, p = 0; i < this.count; i++) {
      for (let c = 0, at = this.#address(i); c < columns; c++, p++, at += LANES) {
        this.#rows[at] = values[p] ?? 0;
      }
    }
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
    const rows = this.#rows;
    let from = this.#address(last);
    let to = this.#address(place);
    for (let c = 0; c < this.columns; c++, from += LANES, to += LANES) rows[to] = rows[from] ?? 0;
  }

  /** Where the row at a place begins; its columns are LANES apart. */
  #address(place: number): number {
    return (place - (place % LANES)) * this.columns + (place % LANES);
  }

  /** Lets the edge from tree point `id` to the point at this place compete. */
  offer(place: number, id: number, row: Float64Array, core: number): void {
    let weight = Math.max(core, this.cores[place] ?? 0);
    const bar = this.best[place] ?? 0;
    if (weight >= bar) return;
    let sum = 0;
    for (let c = 0, p = this.#address(place); c < row.length; c++, p += LANES) {
      const difference = (row[c] ?? 0) - (this.#rows[p] ?? 0);
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
    const dots = this.#dots;
    const base = norm - slack;
    this.#row.set(row);
    const first = this.#row.byteOffset;
    const end = first + this.#row.byteLength;
    const lanes = this.#rows.byteOffset;
    for (let start = 0; start < count; start += LANES) {
      const until = Math.min(start + LANES, count);
      let farthest = 0;
      for (let p = start; p < until; p++) farthest = Math.max(farthest, best[p] ?? 0);
      if (farthest <= core) continue;
      this.#run(first, end, lanes + start * this.columns * BYTES, 0);
      for (let p = start; p < until; p++) {
        const estimate = base + (norms[p] ?? 0) - 2 * (dots[p - start] ?? 0);
        if (estimate < (best[p] ?? 0)) this.offer(p, id, row, core);
      }
    }
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
