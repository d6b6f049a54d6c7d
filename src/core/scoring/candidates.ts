/**
 * Best of several: of some candidates for an image, all sampled alike from different noise, the one to
 * keep. Two things are asked of it.
 *
 *   typicality   D = mean(L_null - L_class), the model's own score (scoring/typicality), over the whole
 *                picture: how much better it explains the candidate with the label than without
 *   coverage     what the candidate adds to the images that are made already, as facility location has
 *                it: the mean over the class's real latents r of max(0, near(r) - |r - candidate|), where
 *                near(r) is the distance to the nearest made image, or, before there is any, the largest
 *                distance of any candidate to any real latent
 *
 * The two have no common unit, so each ranks the candidates, best 1 and worst 0, and the ranks are mixed
 * by weight. A candidate that is best in both is kept under every weight. Facility location is
 * submodular: what a candidate adds can only shrink as images are made, so going image by image is the
 * greedy rule with its bound of 1 - 1/e for coverage alone (Nemhauser, Wolsey, Fisher 1978).
 */
import { StillroomError } from '../errors';

/** How a candidate is chosen, as plain data. */
export interface CandidateRule {
  /** Candidates an image, at least 2. */
  readonly count: number;
  /** Weight of typicality, 0 to 1; coverage has the rest. */
  readonly typicality: number;
  /** Draws that typicality is estimated from. */
  readonly draws: number;
}

/** Points side by side, [rows, size]. */
export interface LatentRows {
  readonly data: ArrayLike<number>;
  readonly rows: number;
}

function distance(a: ArrayLike<number>, at: number, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += ((a[at + i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
}

/**
 * What each candidate adds to the coverage of a class.
 * @param candidates latents of one size
 * @param real latents of the class
 * @param made latents of the images that are made already
 */
export function coverageGains(
  candidates: readonly ArrayLike<number>[],
  { data, rows }: LatentRows,
  made: readonly ArrayLike<number>[],
): Float64Array {
  const size = candidates[0]?.length ?? 0;
  const own = candidates.map((candidate) =>
    Float64Array.from({ length: rows }, (_, row) => distance(data, row * size, candidate)),
  );
  const farthest = own.reduce((most, one) => one.reduce((a, b) => Math.max(a, b), most), 0);
  const near = Float64Array.from({ length: rows }, (_, row) =>
    made.reduce((least, image) => Math.min(least, distance(data, row * size, image)), farthest),
  );
  return Float64Array.from(own, (distances) => {
    const gain = distances.reduce(
      (sum, far, row) => sum + Math.max(0, (near[row] as number) - far),
      0,
    );
    return rows > 0 ? gain / rows : 0;
  });
}

/** Ranks as shares: best 1, worst 0, equal values alike. */
function ranks(values: ArrayLike<number>): Float64Array {
  const all = Array.from(values);
  const others = Math.max(1, all.length - 1);
  return Float64Array.from(all, (value) => {
    const below = all.filter((other) => other < value).length;
    const equal = all.filter((other) => other === value).length - 1;
    return (below + equal / 2) / others;
  });
}

/**
 * The candidate to keep; of equal ones the first.
 * @param typicality, coverage one number a candidate, more is better
 * @throws StillroomError ShapeMismatch, NonFiniteOutput
 */
export function bestCandidate(
  typicality: ArrayLike<number>,
  coverage: ArrayLike<number>,
  { typicality: weight }: Pick<CandidateRule, 'typicality'>,
): number {
  if (typicality.length === 0 || typicality.length !== coverage.length) {
    throw new StillroomError(
      'ShapeMismatch',
      `${typicality.length} typicalities and ${coverage.length} coverages cannot choose a candidate.`,
    );
  }
  const bad = [...Array.from(typicality), ...Array.from(coverage)].find((v) => !Number.isFinite(v));
  if (bad !== undefined) {
    throw new StillroomError(
      'NonFiniteOutput',
      `A candidate's score is ${bad}; it cannot be ranked.`,
    );
  }
  const [first, second] = [ranks(typicality), ranks(coverage)];
  const scores = first.map((rank, i) => weight * rank + (1 - weight) * (second[i] as number));
  return scores.reduce((best, score, i) => (score > (scores[best] as number) ? i : best), 0);
}
