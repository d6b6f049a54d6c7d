/**
 * Sinkhorn's algorithm on the backend: float32 blocks of ten iterations walk the long way, float64
 * makes the last steps.
 *
 *     f_i = log a_i - LSE_j (g_j - C_ij/e),   g_j = log b_j - LSE_i (f_i - C_ij/e)      (units of e)
 *
 * A block starts from potentials g alone. Its first iteration is in the log domain; it leaves the
 * kernel exp(f_i + g_j - C_ij/e), on which the other nine are two matrix-vector products each (the
 * stabilised form of core/transport/scaling-kernel.ts): a fifth of the time of ten log-domain
 * iterations. Entries of the kernel below e^-87 are 0 in float32, so its scalings can only be trusted
 * near 1. The graph reports how far they went; beyond e^20 the block is thrown away and made by the
 * second graph, whose every half step is in the log domain. That happens at the start of a small
 * epsilon, where potentials move far.
 *
 * The last one to ten iterations are core's own, in float64, from the potentials that the blocks left:
 * so marginals are exact where core's are, and the result is of the same kind. What is left of float32
 * is the rounding of a start: see `sinkhornRounding`.
 */
import { throwIfAborted } from '../../core/errors';
import {
  checkEpsilon,
  checkIterations,
  checkedProblem,
  largestCost,
  type TransportProblem,
} from '../../core/transport/problem';
import {
  convergedSinkhorn,
  SCALING_FACTOR,
  sinkhorn,
  STAGE_ITERATIONS,
  STAGE_TOLERANCE,
  type ConvergedSinkhornResult,
  type ConvergenceOptions,
  type SinkhornResult,
} from '../../core/transport/sinkhorn';
import { BLOCK_ITERATIONS, fitsFloat32 } from './sinkhorn-rule';

export interface SinkhornBlockInput {
  /** [rows, columns] */
  readonly cost: Float32Array;
  /** [rows] and [columns], finite. */
  readonly logA: Float32Array;
  readonly logB: Float32Array;
  /** [columns], in units of epsilon. */
  readonly g: Float32Array;
  readonly epsilon: number;
}

/** Potentials after a block, in units of epsilon. */
export interface SinkhornBlock {
  /** [rows] after the last iteration but one. */
  readonly fBefore: Float32Array;
  /** [rows] */
  readonly f: Float32Array;
  /** [columns] */
  readonly g: Float32Array;
  /** Largest |log| of a scaling; the block is good up to 20. */
  readonly reach: number;
}

/** What runs the graphs. */
export interface SinkhornBlocks {
  sinkhornBlock(
    form: 'sinkhorn' | 'sinkhorn-log',
    input: SinkhornBlockInput,
  ): Promise<SinkhornBlock>;
}

/** What a kernel entry lost to underflow, 1e-38, times e^20 is still nothing beside a weight. */
const MOST_REACH = 20;
/** A block that takes less than this off the error has come as far as float32, or crawls. */
const STALLED = 0.99;
/** L1 error of the rows at which float64 takes over: well above float32's own noise. */
const HANDOVER_TOLERANCE = 1e-4;

/** Unit round-off of float32. */
const U = 2 ** -24;

/**
 * How far potentials in units of epsilon may lie from exact ones after some iterations in float32.
 *
 * An exponent f + g - C/e is the sum of three numbers of size `reach` at most, each rounded, and the
 * two sums of it: 5 u reach. A sum of `width` positive terms adds sqrt(width) u, twice for certainty
 * (roundings behave as independent; Higham and Mary 2019), its logarithm and the last two operations
 * 4 u reach at most. LSE is a mean of its exponents to first order, so errors of half steps add up and
 * are not amplified: 2 of them an iteration.
 * @param reach largest |cost| / epsilon, potential in units of epsilon, or |log weight|
 * @param width the larger side of the problem
 */
export function sinkhornRounding(reach: number, width: number, iterations: number): number {
  return 2 * iterations * U * (9 * reach + 2 * Math.sqrt(width));
}

class Walk {
  readonly #blocks: SinkhornBlocks;
  readonly #problem: TransportProblem;
  readonly #input: Pick<SinkhornBlockInput, 'cost' | 'logA' | 'logB'>;
  readonly #signal: AbortSignal | undefined;

  constructor(blocks: SinkhornBlocks, problem: TransportProblem, signal: AbortSignal | undefined) {
    this.#blocks = blocks;
    this.#problem = problem;
    this.#input = {
      cost: Float32Array.from(problem.cost),
      logA: Float32Array.from(problem.a, Math.log),
      logB: Float32Array.from(problem.b, Math.log),
    };
    this.#signal = signal;
  }

  async block(epsilon: number, g: Float32Array): Promise<SinkhornBlock> {
    throwIfAborted(this.#signal);
    const input = { ...this.#input, g, epsilon };
    const fast = await this.#blocks.sinkhornBlock('sinkhorn', input);
    if (fast.reach <= MOST_REACH) return fast;
    return this.#blocks.sinkhornBlock('sinkhorn-log', input);
  }

  /** L1 error of the row sums of the plan as it was before the block's last iteration. */
  rowError({ fBefore, f }: SinkhornBlock): number {
    return this.#problem.a.reduce(
      (sum, share, i) => sum + share * Math.abs(Math.expm1((fBefore[i] ?? 0) - (f[i] ?? 0))),
      0,
    );
  }

  /**
   * Blocks until the row error is below `tolerance`, stalls, or `iterations` are used up.
   * @returns column potentials in units of epsilon, and the iterations made
   */
  async approach(
    epsilon: number,
    start: Float32Array,
    tolerance: number,
    iterations: number,
  ): Promise<{ g: Float32Array; iterations: number }> {
    let g = start;
    let made = 0;
    let error = Infinity;
    while (made + BLOCK_ITERATIONS <= iterations) {
      const block = await this.block(epsilon, g);
      made += BLOCK_ITERATIONS;
      g = block.g;
      const before = error;
      error = this.rowError(block);
      if (error < tolerance || error > STALLED * before) break;
    }
    return { g, iterations: made };
  }
}

/** The problem, checked as core checks it, and whether float32 can hold it. */
function checked(problem: TransportProblem, epsilon: number): [TransportProblem, boolean] {
  const sound = checkedProblem(problem);
  checkEpsilon(epsilon, sound.cost);
  return [sound, fitsFloat32(sound, epsilon)];
}

const inUnitsOfCost = (g: Float32Array, epsilon: number): Float64Array =>
  Float64Array.from(g, (value) => value * epsilon);

/**
 * As core's `sinkhorn`: exactly `iterations` iterations from zero potentials, rows first. Problems that
 * float32 cannot hold are core's altogether.
 * @throws StillroomError BadParameter, ShapeMismatch, Aborted
 */
export async function sinkhornByBlocks(
  blocks: SinkhornBlocks,
  problem: TransportProblem,
  epsilon: number,
  iterations: number,
  signal?: AbortSignal,
): Promise<SinkhornResult> {
  checkIterations(iterations);
  const [sound, fits] = checked(problem, epsilon);
  if (!fits || iterations <= BLOCK_ITERATIONS) return sinkhorn(sound, epsilon, iterations);
  const walk = new Walk(blocks, sound, signal);
  let g: Float32Array = new Float32Array(sound.columns);
  let left = iterations;
  for (; left > BLOCK_ITERATIONS; left -= BLOCK_ITERATIONS) {
    ({ g } = await walk.block(epsilon, g));
  }
  return { ...sinkhorn(sound, epsilon, left, inUnitsOfCost(g, epsilon)), iterations };
}

/**
 * As core's `convergedSinkhorn`: epsilon scaling and the way to the solution on the backend, the last
 * digits in float64. The limit is the same to `tolerance`.
 * @throws StillroomError BadParameter, ShapeMismatch, Aborted
 */
export async function convergedBySinkhornBlocks(
  blocks: SinkhornBlocks,
  problem: TransportProblem,
  options: ConvergenceOptions,
): Promise<ConvergedSinkhornResult> {
  const { epsilon, maxIterations = 100_000, epsilonScaling = true, signal } = options;
  checkIterations(maxIterations);
  const [sound, fits] = checked(problem, epsilon);
  if (!fits || options.start !== undefined) return convergedSinkhorn(sound, options);
  const walk = new Walk(blocks, sound, signal);
  let g: Float32Array = new Float32Array(sound.columns);
  let stage = epsilonScaling ? largestCost(sound.cost) / SCALING_FACTOR : 0;
  for (; stage > epsilon; stage /= SCALING_FACTOR) {
    const reached = await walk.approach(stage, g, STAGE_TOLERANCE, STAGE_ITERATIONS);
    const ratio = stage / Math.max(stage / SCALING_FACTOR, epsilon);
    g = reached.g.map((value) => value * ratio);
  }
  const near = await walk.approach(epsilon, g, HANDOVER_TOLERANCE, maxIterations - 1);
  const result = convergedSinkhorn(sound, {
    ...options,
    start: inUnitsOfCost(near.g, epsilon),
    maxIterations: maxIterations - near.iterations,
  });
  return { ...result, iterations: result.iterations + near.iterations };
}
