/**
 * Spearman's rank correlation: whether a number orders sets as another one does. Equal values share
 * their mean rank. The interval is Fisher's z with the variance of Bonett and Wright (Psychometrika 65,
 * 2000), (1 + r^2 / 2) / (n - 3), which holds for ranks.
 */

/** The normal distribution's quantile at 0.975. */
const NORMAL_REACH = 1.959963984540054;

export interface RankCorrelation {
  /** -1 .. 1; null where one of the columns says nothing (all values equal, fewer than two). */
  readonly value: number | null;
  /** 95 %; null below four pairs and for a value of -1 or 1. */
  readonly interval: readonly [number, number] | null;
  /** Pairs. */
  readonly count: number;
}

/** Ranks from 1; equal values get their mean. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const out = Array.from({ length: values.length }, () => 0);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to += 1;
    for (let k = from; k < to; k++) out[order[k] ?? 0] = (from + 1 + to) / 2;
    from = to;
  }
  return out;
}

/** Pearson's; null where one does not vary. */
function correlation(a: readonly number[], b: readonly number[]): number | null {
  const mean = (a.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((rank, i) => {
    const [x, y] = [rank - mean, (b[i] ?? 0) - mean];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  });
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}

/** Pairs in which a number is missing are left out. */
export function rankCorrelation(
  column: readonly (number | null)[],
  other: readonly (number | null)[],
): RankCorrelation {
  const pairs = column.flatMap((a, i) => {
    const b = other[i] ?? null;
    return a === null || b === null || !Number.isFinite(a) || !Number.isFinite(b) ? [] : [{ a, b }];
  });
  const count = pairs.length;
  const value = correlation(ranks(pairs.map(({ a }) => a)), ranks(pairs.map(({ b }) => b)));
  if (value === null || count < 4 || Math.abs(value) > 1 - 1e-12) {
    return { value, interval: null, count };
  }
  const z = Math.atanh(value);
  const reach = NORMAL_REACH * Math.sqrt((1 + value ** 2 / 2) / (count - 3));
  return { value, interval: [Math.tanh(z - reach), Math.tanh(z + reach)], count };
}
