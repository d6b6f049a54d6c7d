/**
 * The basis of a transport problem as a rooted spanning tree.
 *
 * Nodes 0..n-1 are rows (sources), n..n+m-1 columns (sinks); every edge joins a row and a column and
 * is stored at its lower end: its flow, from the row to the column, and the parent. Row 0 is the root.
 * A pivot closes one cycle, so it touches the path between the two ends and the subtree that is cut
 * off and hung up elsewhere; only that subtree's potentials move, all by the same amount.
 */

/** One used pair of the plan. */
export interface Flow {
  readonly row: number;
  readonly column: number;
  readonly mass: number;
}

const NONE = -1;

export class TransportTree {
  /** u [n] and v [m], with cost = u + v on every edge. */
  readonly rowPotentials: Float64Array;
  readonly columnPotentials: Float64Array;
  readonly #cost: Float64Array;
  readonly #rows: number;
  readonly #columns: number;
  readonly #parent: Int32Array;
  readonly #flow: Float64Array;
  readonly #depth: Int32Array;
  readonly #firstChild: Int32Array;
  readonly #nextSibling: Int32Array;
  readonly #previousSibling: Int32Array;
  readonly #stack: Int32Array;

  /**
   * Starts from the row-minimum rule: every row in turn sends to its cheapest open columns.
   * @param cost [supply.length, demand.length]
   * @param supply, demand whole masses of equal sum, with no balanced proper part
   */
  constructor(cost: Float64Array, supply: Float64Array, demand: Float64Array) {
    this.#cost = cost;
    this.#rows = supply.length;
    this.#columns = demand.length;
    const nodes = this.#rows + this.#columns;
    this.rowPotentials = new Float64Array(this.#rows);
    this.columnPotentials = new Float64Array(this.#columns);
    this.#parent = new Int32Array(nodes).fill(NONE);
    this.#flow = new Float64Array(nodes);
    this.#depth = new Int32Array(nodes);
    this.#firstChild = new Int32Array(nodes).fill(NONE);
    this.#nextSibling = new Int32Array(nodes).fill(NONE);
    this.#previousSibling = new Int32Array(nodes).fill(NONE);
    this.#stack = new Int32Array(nodes);
    this.#plant(this.#rowMinimumFlows(supply, demand));
    this.refreshPotentials();
  }

  /**
   * Lets the pair (row, column) enter.
   * @param reduced its reduced cost, cost - u - v, below 0
   */
  pivot(row: number, column: number, reduced: number): void {
    const source = row;
    const sink = this.#rows + column;
    let theta = Number.POSITIVE_INFINITY;
    let leaving = NONE;
    let leavesAtSource = false;
    let p = source;
    let q = sink;
    // Up to the apex of the cycle; an edge loses mass where it runs against the entering pair.
    while (p !== q) {
      if ((this.#depth[p] ?? 0) >= (this.#depth[q] ?? 0)) {
        const mass = this.#flow[p] ?? 0;
        if (p < this.#rows && mass < theta) {
          theta = mass;
          leaving = p;
          leavesAtSource = true;
        }
        p = this.#parent[p] ?? NONE;
      } else {
        const mass = this.#flow[q] ?? 0;
        if (q >= this.#rows && mass < theta) {
          theta = mass;
          leaving = q;
          leavesAtSource = false;
        }
        q = this.#parent[q] ?? NONE;
      }
    }
    const apex = p;
    for (p = source; p !== apex; p = this.#parent[p] ?? NONE) {
      this.#flow[p] = (this.#flow[p] ?? 0) + (p < this.#rows ? -theta : theta);
    }
    for (q = sink; q !== apex; q = this.#parent[q] ?? NONE) {
      this.#flow[q] = (this.#flow[q] ?? 0) + (q >= this.#rows ? -theta : theta);
    }
    const moved = leavesAtSource ? source : sink;
    this.#hang(moved, leaving, leavesAtSource ? sink : source, theta);
    this.#shift(moved, leavesAtSource ? reduced : -reduced);
  }

  /** All potentials and depths anew, from the root down. */
  refreshPotentials(): void {
    this.rowPotentials[0] = 0;
    this.#stack[0] = 0;
    let size = 1;
    while (size > 0) {
      const node = this.#stack[--size] ?? 0;
      const parent = this.#parent[node] ?? NONE;
      if (parent !== NONE) {
        this.#depth[node] = (this.#depth[parent] ?? 0) + 1;
        if (node < this.#rows) {
          const column = parent - this.#rows;
          this.rowPotentials[node] =
            (this.#cost[node * this.#columns + column] ?? 0) - (this.columnPotentials[column] ?? 0);
        } else {
          const column = node - this.#rows;
          this.columnPotentials[column] =
            (this.#cost[parent * this.#columns + column] ?? 0) - (this.rowPotentials[parent] ?? 0);
        }
      }
      size = this.#pushChildren(node, size);
    }
  }

  /**
   * The flows that this tree gives other masses of the same sum, from the leaves up.
   * @param supply [n], demand [m]
   */
  flows(supply: Float64Array, demand: Float64Array): Flow[] {
    const left = new Float64Array(this.#rows + this.#columns);
    left.set(supply);
    left.set(demand, this.#rows);
    const order: number[] = [];
    this.#stack[0] = 0;
    for (let size = 1; size > 0;) {
      const node = this.#stack[--size] ?? 0;
      order.push(node);
      size = this.#pushChildren(node, size);
    }
    const found: Flow[] = [];
    for (const node of order.reverse()) {
      const parent = this.#parent[node] ?? NONE;
      if (parent === NONE) continue;
      const mass = left[node] ?? 0;
      left[parent] = (left[parent] ?? 0) - mass;
      const row = Math.min(node, parent);
      found.push({ row, column: Math.max(node, parent) - this.#rows, mass });
    }
    return found;
  }

  #rowMinimumFlows(supply: Float64Array, demand: Float64Array): Flow[] {
    const open = demand.slice();
    const flows: Flow[] = [];
    for (let row = 0; row < this.#rows; row++) {
      let left = supply[row] ?? 0;
      while (left > 0) {
        let column = NONE;
        let cheapest = Number.POSITIVE_INFINITY;
        for (let j = 0; j < this.#columns; j++) {
          const cost = this.#cost[row * this.#columns + j] ?? 0;
          if (cost < cheapest && (open[j] ?? 0) > 0) {
            cheapest = cost;
            column = j;
          }
        }
        const mass = Math.min(left, open[column] ?? 0);
        left -= mass;
        open[column] = (open[column] ?? 0) - mass;
        flows.push({ row, column, mass });
      }
    }
    return flows;
  }

  /** Turns the edges of a spanning tree into parents and children, from row 0 outwards. */
  #plant(flows: readonly Flow[]): void {
    const neighbours = Array.from({ length: this.#parent.length }, (): [number, number][] => []);
    for (const { row, column, mass } of flows) {
      neighbours[row]?.push([this.#rows + column, mass]);
      neighbours[this.#rows + column]?.push([row, mass]);
    }
    const queue = [0];
    for (const node of queue) {
      for (const [other, mass] of neighbours[node] ?? []) {
        if (other === this.#parent[node]) continue;
        this.#attach(other, node, mass);
        queue.push(other);
      }
    }
  }

  /** Cuts the subtree below `leaving`, re-roots it at `top` and hangs it under `under`. */
  #hang(top: number, leaving: number, under: number, theta: number): void {
    let node = top;
    let newParent = under;
    let newFlow = theta;
    for (;;) {
      const oldParent = this.#parent[node] ?? NONE;
      const oldFlow = this.#flow[node] ?? 0;
      this.#detach(node);
      this.#attach(node, newParent, newFlow);
      if (node === leaving) return;
      newParent = node;
      newFlow = oldFlow;
      node = oldParent;
    }
  }

  /** Adds `delta` to the row potentials of a subtree, takes it from the column ones; new depths. */
  #shift(top: number, delta: number): void {
    this.#stack[0] = top;
    let size = 1;
    while (size > 0) {
      const node = this.#stack[--size] ?? 0;
      this.#depth[node] = (this.#depth[this.#parent[node] ?? 0] ?? 0) + 1;
      if (node < this.#rows) {
        this.rowPotentials[node] = (this.rowPotentials[node] ?? 0) + delta;
      } else {
        const column = node - this.#rows;
        this.columnPotentials[column] = (this.columnPotentials[column] ?? 0) - delta;
      }
      size = this.#pushChildren(node, size);
    }
  }

  #pushChildren(node: number, size: number): number {
    let count = size;
    let child = this.#firstChild[node] ?? NONE;
    while (child !== NONE) {
      this.#stack[count++] = child;
      child = this.#nextSibling[child] ?? NONE;
    }
    return count;
  }

  #attach(node: number, parent: number, flow: number): void {
    const first = this.#firstChild[parent] ?? NONE;
    this.#parent[node] = parent;
    this.#flow[node] = flow;
    this.#previousSibling[node] = NONE;
    this.#nextSibling[node] = first;
    if (first !== NONE) this.#previousSibling[first] = node;
    this.#firstChild[parent] = node;
  }

  #detach(node: number): void {
    const previous = this.#previousSibling[node] ?? NONE;
    const next = this.#nextSibling[node] ?? NONE;
    if (previous === NONE) this.#firstChild[this.#parent[node] ?? 0] = next;
    else this.#nextSibling[previous] = next;
    if (next !== NONE) this.#previousSibling[next] = previous;
  }
}
