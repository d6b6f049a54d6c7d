/**
 * The inner loop of Sinkhorn's algorithm, as fast as the scaling form and as safe as the log domain.
 *
 * A log-domain half step costs n*m exponentials. The stabilised form (Schmitzer, "Stabilized sparse
 * scaling algorithms for entropy regularized transport problems", 2019) keeps absorbed potentials
 * f0, g0 and the kernel K_ij = exp((f0_i + g0_j - C_ij)/e), and iterates on the small scalings
 * u = exp((f - f0)/e), v = exp((g - g0)/e), which takes two multiplications an entry and reads the
 * kernel once an iteration:
 *
 *     u_i = a_i / sum_j K_ij v_j,     v_j = b_j / sum_i K_ij u_i
 *
 * Exactness first: an entry of K below e^-500 is stored as 0, so a sum can only be trusted while the
 * scalings stay within 1e-60..1e60; then what is missing from it is below 1e-90 of its value. A half
 * step that would leave this range is thrown away and made in the log domain from the full
 * potentials, which also absorbs them. This happens a few times at the start for a small epsilon
 * (where exp(-C/e) vanishes) and hardly ever later. Against plain log-domain iterations the result
 * differs by rounding only.
 */

const SMALLEST_SCALING = 1e-60;
const LARGEST_SCALING = 1e60;

/** Exponents below this are stored as 0: it keeps denormal numbers, which are slow, out of the loop. */
const SMALLEST_EXPONENT = -500;

export class ScalingKernel {
  readonly #cost: Float64Array;
  readonly #a: Float64Array;
  readonly #b: Float64Array;
  readonly #epsilon: number;
  readonly #rows: number;
  readonly #columns: number;
  readonly #kernel: Float64Array;
  readonly #f0: Float64Array;
  readonly #g0: Float64Array;
  readonly #u: Float64Array;
  readonly #v: Float64Array;
  readonly #nextU: Float64Array;
  readonly #nextV: Float64Array;
  readonly #columnSums: Float64Array;

  /**
   * @param cost [a.length, b.length], finite
   * @param a, b shares, zeros allowed
   * @param startG potentials of the columns to start from, zeros for the textbook start
   */
  constructor(
    cost: Float64Array,
    a: Float64Array,
    b: Float64Array,
    epsilon: number,
    startG: Float64Array,
  ) {
    this.#cost = cost;
    this.#a = a;
    this.#b = b;
    this.#epsilon = epsilon;
    this.#rows = a.length;
    this.#columns = b.length;
    this.#kernel = new Float64Array(cost.length);
    this.#f0 = new Float64Array(a.length);
    this.#g0 = startG.slice();
    this.#u = new Float64Array(a.length).fill(1);
    this.#v = new Float64Array(b.length).fill(1);
    this.#nextU = new Float64Array(a.length);
    this.#nextV = new Float64Array(b.length);
    this.#columnSums = new Float64Array(b.length);
    this.#fillKernel();
  }

  /** The potentials f [rows]; -infinity where a weight is 0. */
  rowPotentials(): Float64Array {
    return this.#f0.map((f, i) => f + this.#epsilon * Math.log(this.#u[i] ?? 0));
  }

  /** The potentials g [columns]; -infinity where a weight is 0. */
  columnPotentials(): Float64Array {
    return this.#g0.map((g, j) => g + this.#epsilon * Math.log(this.#v[j] ?? 0));
  }

  /**
   * One iteration, rows then columns, unless the plan as it stands already has row sums within
   * `tolerance` of `a` in L1; then nothing changes. Columns are exact after any iteration, so from
   * the second one on this error is that of both marginals.
   * @returns the L1 error of the row sums before the iteration
   */
  iterate(tolerance: number): number {
    let error = this.#rowPass();
    if (Number.isNaN(error)) {
      const before = this.rowPotentials();
      const after = this.#logRowPotentials();
      error = this.#rowError(before, after);
      if (error < tolerance) return error;
      this.#absorb(after, this.columnPotentials());
      this.#sumColumns();
    } else {
      if (error < tolerance) return error;
      this.#u.set(this.#nextU);
    }
    if (!this.#columnPass()) this.#absorb(this.rowPotentials(), this.#logColumnPotentials());
    return error;
  }

  /**
   * New row scalings and, in the same sweep over the kernel, the column sums they lead to.
   * @returns the L1 error of the row sums under the old scalings, or NaN when a row left the range
   */
  #rowPass(): number {
    const kernel = this.#kernel;
    const v = this.#v;
    const sums = this.#columnSums;
    const columns = this.#columns;
    const unrolled = columns - (columns % 4);
    let error = 0;
    sums.fill(0);
    for (let i = 0; i < this.#rows; i++) {
      const start = i * columns;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let j = 0; j < unrolled; j += 4) {
        s0 += (kernel[start + j] ?? 0) * (v[j] ?? 0);
        s1 += (kernel[start + j + 1] ?? 0) * (v[j + 1] ?? 0);
        s2 += (kernel[start + j + 2] ?? 0) * (v[j + 2] ?? 0);
        s3 += (kernel[start + j + 3] ?? 0) * (v[j + 3] ?? 0);
      }
      for (let j = unrolled; j < columns; j++) s0 += (kernel[start + j] ?? 0) * (v[j] ?? 0);
      const sum = s0 + s1 + (s2 + s3);
      const share = this.#a[i] ?? 0;
      if (share === 0) {
        this.#nextU[i] = 0;
        continue;
      }
      const u = share / sum;
      if (!(u > SMALLEST_SCALING && u < LARGEST_SCALING)) return Number.NaN;
      error += Math.abs((this.#u[i] ?? 0) * sum - share);
      this.#nextU[i] = u;
      for (let j = 0; j < columns; j++) {
        sums[j] = (sums[j] ?? 0) + (kernel[start + j] ?? 0) * u;
      }
    }
    return error;
  }

  /** New column scalings from the sums of the row sweep; false, with none set, when one leaves the range. */
  #columnPass(): boolean {
    for (let j = 0; j < this.#columns; j++) {
      const share = this.#b[j] ?? 0;
      const v = share === 0 ? 0 : share / (this.#columnSums[j] ?? 0);
      if (share !== 0 && !(v > SMALLEST_SCALING && v < LARGEST_SCALING)) return false;
      this.#nextV[j] = v;
    }
    this.#v.set(this.#nextV);
    return true;
  }

  /** f_i = e (log a_i - LSE_j (g_j - C_ij)/e), from the full potentials. */
  #logRowPotentials(): Float64Array {
    const g = this.columnPotentials();
    return this.#a.map((share, i) => {
      const start = i * this.#columns;
      let largest = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < this.#columns; j++) {
        const reach = (g[j] ?? 0) - (this.#cost[start + j] ?? 0);
        if (reach > largest) largest = reach;
      }
      let sum = 0;
      for (let j = 0; j < this.#columns; j++) {
        sum += Math.exp(((g[j] ?? 0) - (this.#cost[start + j] ?? 0) - largest) / this.#epsilon);
      }
      return this.#epsilon * (Math.log(share) - Math.log(sum)) - largest;
    });
  }

  /** g_j = e (log b_j - LSE_i (f_i - C_ij)/e), in two sweeps along the rows of the cost. */
  #logColumnPotentials(): Float64Array {
    const f = this.rowPotentials();
    const largest = new Float64Array(this.#columns).fill(Number.NEGATIVE_INFINITY);
    const sums = new Float64Array(this.#columns);
    for (let i = 0, at = 0; i < this.#rows; i++) {
      for (let j = 0; j < this.#columns; j++, at++) {
        const reach = (f[i] ?? 0) - (this.#cost[at] ?? 0);
        if (reach > (largest[j] ?? 0)) largest[j] = reach;
      }
    }
    for (let i = 0, at = 0; i < this.#rows; i++) {
      for (let j = 0; j < this.#columns; j++, at++) {
        const reach = (f[i] ?? 0) - (this.#cost[at] ?? 0) - (largest[j] ?? 0);
        sums[j] = (sums[j] ?? 0) + Math.exp(reach / this.#epsilon);
      }
    }
    return this.#b.map(
      (share, j) => this.#epsilon * (Math.log(share) - Math.log(sums[j] ?? 0)) - (largest[j] ?? 0),
    );
  }

  /** L1 error of the row sums under potentials `before`, where `after` would make them exact. */
  #rowError(before: Float64Array, after: Float64Array): number {
    let error = 0;
    for (let i = 0; i < this.#rows; i++) {
      const share = this.#a[i] ?? 0;
      if (share === 0) continue;
      error += Math.abs(share * Math.expm1(((before[i] ?? 0) - (after[i] ?? 0)) / this.#epsilon));
    }
    return error;
  }

  /** Takes full potentials into the kernel; all scalings are 1 again. */
  #absorb(f: Float64Array, g: Float64Array): void {
    this.#f0.set(f);
    this.#g0.set(g);
    this.#u.fill(1);
    this.#v.fill(1);
    this.#fillKernel();
  }

  #fillKernel(): void {
    for (let i = 0, at = 0; i < this.#rows; i++) {
      for (let j = 0; j < this.#columns; j++, at++) {
        const exponent =
          ((this.#f0[i] ?? 0) + (this.#g0[j] ?? 0) - (this.#cost[at] ?? 0)) / this.#epsilon;
        this.#kernel[at] = exponent < SMALLEST_EXPONENT ? 0 : Math.exp(exponent);
      }
    }
  }

  /** Column sums of the kernel alone, right after an absorption. */
  #sumColumns(): void {
    this.#columnSums.fill(0);
    for (let i = 0, at = 0; i < this.#rows; i++) {
      for (let j = 0; j < this.#columns; j++, at++) {
        this.#columnSums[j] = (this.#columnSums[j] ?? 0) + (this.#kernel[at] ?? 0);
      }
    }
  }
}
