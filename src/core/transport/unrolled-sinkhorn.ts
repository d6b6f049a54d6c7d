/**
 * A few Sinkhorn iterations as a function of the cost matrix, with its derivative.
 *
 *     f_i = e (log a_i - LSE_j (g_j - C_ij)/e),   g_j = e (log b_j - LSE_i (f_i - C_ij)/e)
 *     P_ij = exp((f_i + g_j - C_ij)/e),           loss = sum_ij P_ij C_ij
 *
 * T times rows then columns, from f = g = 0: the same numbers as scaling exp(-C/e) in turn, but safe
 * for an epsilon at which that kernel vanishes. The loop is *not* run to convergence, so the envelope
 * theorem does not apply; the reverse pass goes back through every half step. With the soft
 * assignments Q_ij = exp((f_i + g_j - C_ij)/e) / b_j of a column step,
 *
 *     dg_j/df_i = -Q_ij,   dg_j/dC_ij = Q_ij
 *
 * and likewise for rows. Sizes here are an image's (tens x tens); `sinkhorn.ts` has the fast loop.
 */

export interface UnrolledSinkhorn {
  readonly loss: number;
  /** [rows, columns] */
  readonly plan: Float64Array;
  /** [columns]: d loss / d cost of the last row, through all iterations. */
  readonly lastRowCostGradient: Float64Array;
}

/** exp((f_i + g_j - C_ij)/e) into `out`; 0 where a potential is -infinity (a weight of 0). */
function fillPlan(
  out: Float64Array,
  cost: Float64Array,
  f: Float64Array,
  g: Float64Array,
  epsilon: number,
): void {
  for (let i = 0, at = 0; i < f.length; i++) {
    for (let j = 0; j < g.length; j++, at++) {
      out[at] = Math.exp(((f[i] ?? 0) + (g[j] ?? 0) - (cost[at] ?? 0)) / epsilon);
    }
  }
}

/** -e log sum exp((other - C)/e) + e log weight along one row or column of the cost. */
function potential(
  cost: Float64Array,
  start: number,
  stride: number,
  other: Float64Array,
  weight: number,
  epsilon: number,
): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < other.length; k++) {
    largest = Math.max(largest, (other[k] ?? 0) - (cost[start + k * stride] ?? 0));
  }
  let sum = 0;
  for (let k = 0; k < other.length; k++) {
    sum += Math.exp(((other[k] ?? 0) - (cost[start + k * stride] ?? 0) - largest) / epsilon);
  }
  return epsilon * (Math.log(weight) - Math.log(sum)) - largest;
}

/**
 * @param cost [a.length, b.length], finite
 * @param a row shares, all positive
 * @param b column shares, zeros allowed, sum 1
 * @param epsilon positive, not below the largest cost over 1e10
 * @param iterations at least 1
 */
export function unrolledSinkhorn(
  cost: Float64Array,
  a: Float64Array,
  b: Float64Array,
  epsilon: number,
  iterations: number,
): UnrolledSinkhorn {
  const rows = a.length;
  const columns = b.length;
  const fHistory: Float64Array[] = [];
  // A column without mass is out of the game from the start, as if it had been left out.
  const gHistory: Float64Array[] = [b.map((share) => (share > 0 ? 0 : Number.NEGATIVE_INFINITY))];
  for (let t = 0; t < iterations; t++) {
    const before = gHistory[t] ?? b;
    const f = a.map((weight, i) => potential(cost, i * columns, 1, before, weight, epsilon));
    fHistory.push(f);
    gHistory.push(b.map((weight, j) => potential(cost, j, columns, f, weight, epsilon)));
  }

  // soft: exp((f + g - C)/e) at the point of the tape that the reverse pass has reached.
  const soft = new Float64Array(rows * columns);
  const lastRow = (rows - 1) * columns;
  const costBar = new Float64Array(columns);
  let fBar = new Float64Array(rows);
  let gBar = new Float64Array(columns);
  let loss = 0;
  fillPlan(soft, cost, fHistory[iterations - 1] ?? a, gHistory[iterations] ?? b, epsilon);
  const plan = soft.slice();
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const share = (plan[at] ?? 0) * (cost[at] ?? 0);
      loss += share;
      fBar[i] = (fBar[i] ?? 0) + share / epsilon;
      gBar[j] = (gBar[j] ?? 0) + share / epsilon;
    }
  }
  for (let j = 0; j < columns; j++) {
    const mass = plan[lastRow + j] ?? 0;
    costBar[j] = mass - (mass * (cost[lastRow + j] ?? 0)) / epsilon;
  }

  for (let t = iterations - 1; t >= 0; t--) {
    // Column step: `soft` is exp((f_t + g_{t+1} - C)/e), whose columns sum to b.
    for (let i = 0, at = 0; i < rows; i++) {
      let back = 0;
      for (let j = 0; j < columns; j++, at++) {
        const share = b[j] ?? 0;
        if (share === 0) continue;
        const flow = ((gBar[j] ?? 0) * (soft[at] ?? 0)) / share;
        back += flow;
        if (i === rows - 1) costBar[j] = (costBar[j] ?? 0) + flow;
      }
      fBar[i] = (fBar[i] ?? 0) - back;
    }
    // Row step: exp((f_t + g_t - C)/e), whose rows sum to a.
    fillPlan(soft, cost, fHistory[t] ?? a, gHistory[t] ?? b, epsilon);
    gBar = new Float64Array(columns);
    for (let i = 0, at = 0; i < rows; i++) {
      const scale = (fBar[i] ?? 0) / (a[i] ?? 1);
      for (let j = 0; j < columns; j++, at++) {
        const flow = scale * (soft[at] ?? 0);
        gBar[j] = (gBar[j] ?? 0) - flow;
        if (i === rows - 1) costBar[j] = (costBar[j] ?? 0) + flow;
      }
    }
    fBar = new Float64Array(rows);
    // Now f_t + g_t: the plan at the start of this iteration needs f_{t-1} instead.
    if (t > 0) fillPlan(soft, cost, fHistory[t - 1] ?? a, gHistory[t] ?? b, epsilon);
  }
  return { loss, plan, lastRowCostGradient: costBar };
}
