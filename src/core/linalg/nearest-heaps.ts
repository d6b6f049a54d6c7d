/**
 * The smallest few values of many rows, kept while the values come by in any order: one bounded
 * max-heap a row, all in two flat arrays. The root of a full heap is the row's bar: a value at or
 * above it is turned away with one comparison, which is the usual case.
 */
export class NearestHeaps {
  readonly capacity: number;
  /** The value to beat, a row; Infinity until the row holds `capacity` values. */
  readonly bars: Float64Array;
  readonly #values: Float64Array;
  readonly #indices: Int32Array;
  readonly #counts: Int32Array;

  constructor(rows: number, capacity: number) {
    this.capacity = capacity;
    this.bars = new Float64Array(rows).fill(capacity > 0 ? Infinity : -Infinity);
    this.#values = new Float64Array(rows * capacity);
    this.#indices = new Int32Array(rows * capacity);
    this.#counts = new Int32Array(rows);
  }

  /** Takes a value that is below `bars[row]`. */
  push(row: number, value: number, index: number): void {
    const base = row * this.capacity;
    const count = this.#counts[row] ?? 0;
    if (count < this.capacity) {
      this.#counts[row] = count + 1;
      this.#siftUp(base, count, value, index);
      if (count + 1 === this.capacity) this.bars[row] = this.#values[base] ?? 0;
      return;
    }
    this.#siftDown(base, value, index);
    this.bars[row] = this.#values[base] ?? 0;
  }

  /** The indices that a row holds, in heap order. */
  indicesOf(row: number): Int32Array {
    const base = row * this.capacity;
    return this.#indices.subarray(base, base + (this.#counts[row] ?? 0));
  }

  #siftUp(base: number, start: number, value: number, index: number): void {
    let slot = start;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      const above = this.#values[base + parent] ?? 0;
      if (above >= value) break;
      this.#values[base + slot] = above;
      this.#indices[base + slot] = this.#indices[base + parent] ?? 0;
      slot = parent;
    }
    this.#values[base + slot] = value;
    this.#indices[base + slot] = index;
  }

  #siftDown(base: number, value: number, index: number): void {
    const { capacity } = this;
    let slot = 0;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= capacity) break;
      const right = child + 1;
      if (
        right < capacity &&
        (this.#values[base + right] ?? 0) > (this.#values[base + child] ?? 0)
      ) {
        child = right;
      }
      const below = this.#values[base + child] ?? 0;
      if (below <= value) break;
      this.#values[base + slot] = below;
      this.#indices[base + slot] = this.#indices[base + child] ?? 0;
      slot = child;
    }
    this.#values[base + slot] = value;
    this.#indices[base + slot] = index;
  }
}
