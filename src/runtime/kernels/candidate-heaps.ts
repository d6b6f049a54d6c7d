/**
 * The smallest few float32 values of many rows, with their columns, kept while blocks come by.
 *
 * One bounded max-heap a row in two flat arrays; its root is the row's bar, so that most values are
 * turned away by one comparison. Unlike the heaps of the reference it keeps the values readable:
 * they decide which distances must be computed again.
 */
export class CandidateHeaps {
  readonly capacity: number;
  /** The value to beat, a row; Infinity until the row holds `capacity` values. */
  readonly bars: Float32Array;
  readonly #values: Float32Array;
  readonly #indices: Int32Array;

  constructor(rows: number, capacity: number) {
    this.capacity = capacity;
    this.bars = new Float32Array(rows).fill(Infinity);
    this.#values = new Float32Array(rows * capacity).fill(Infinity);
    this.#indices = new Int32Array(rows * capacity).fill(-1);
  }

  /** Takes a value that is below `bars[row]`, in place of the root (an empty slot is Infinity). */
  push(row: number, value: number, index: number): void {
    const base = row * this.capacity;
    const values = this.#values;
    const indices = this.#indices;
    let slot = 0;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= this.capacity) break;
      const right = child + 1;
      const goRight =
        right < this.capacity && (values[base + right] ?? 0) > (values[base + child] ?? 0);
      if (goRight) child = right;
      const below = values[base + child] ?? 0;
      if (below <= value) break;
      values[base + slot] = below;
      indices[base + slot] = indices[base + child] ?? 0;
      slot = child;
    }
    values[base + slot] = value;
    indices[base + slot] = index;
    this.bars[row] = values[base] ?? 0;
  }

  /** What a row holds, in heap order: `visit(index, value)` for each. */
  forEach(row: number, visit: (index: number, value: number) => void): void {
    const base = row * this.capacity;
    for (let p = base; p < base + this.capacity; p++) {
      const index = this.#indices[p] ?? -1;
      if (index >= 0) visit(index, this.#values[p] ?? 0);
    }
  }
}
