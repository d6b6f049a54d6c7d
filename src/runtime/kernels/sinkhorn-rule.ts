/**
 * Which Sinkhorn problems go to the ONNX kernel, and which stay with core's TypeScript.
 *
 * Measured in Node on WebAssembly with one thread (two busy cores, normal points in 8 dimensions,
 * epsilon 0.1, 100 iterations, alternating, medians of 7, of 3 for the last; `npm run bench -- transport`
 * measures the 1,000 again):
 *
 *     n x n          100    150    200    400   1,000   2,000
 *     TypeScript     2.9    6.5     10     42     288   2,410 ms
 *     kernel         2.6    6.7    7.9     28     189     990 ms
 *
 * Runs and copies eat the gain of small ones, and a kernel stands behind a trip to the model's thread;
 * from 400 x 400 on it is worth that. Where core would end a slow convergence by Newton's steps the two
 * are equally fast (3.7 s for 1,000 x 1,000). On WebGPU the same bound holds for want of a real device
 * to measure.
 *
 * Three things keep a problem in float64 whatever its size: costs so far above epsilon that float32
 * exponents lose their third digit, weights that float32 cannot hold (0 among them), and a matrix above
 * the buffer size that every GPU allows.
 */
import type { TransportProblem } from '../../core/transport/problem';

/** Iterations in one run of a Sinkhorn graph; tools/kernels/build.py unrolls as many. */
export const BLOCK_ITERATIONS = 10;

/** Entries of the cost matrix from which on the kernel is used: 400 x 400. */
export const KERNEL_ENTRIES = 160_000;

/** Entries above which a matrix leaves the 128 MiB of WebGPU's default storage binding. */
const MOST_ENTRIES = 2 ** 25;

/** An exponent of this size is right to about 2e-3 in float32: three roundings of 2^-24 each. */
const MOST_COST_OVER_EPSILON = 1e4;

/** Far above float32's smallest number, 1e-38, so that products with a weight stay in range. */
const SMALLEST_WEIGHT = 1e-20;

const holds = (weights: Float64Array): boolean =>
  weights.every((weight) => weight >= SMALLEST_WEIGHT);

/** Whether float32 can represent the problem. False for anything that core has to refuse. */
export function fitsFloat32({ cost, a, b }: TransportProblem, epsilon: number): boolean {
  const most = MOST_COST_OVER_EPSILON * epsilon;
  return (
    epsilon > 0 &&
    epsilon < Infinity &&
    holds(a) &&
    holds(b) &&
    cost.every((value) => Math.abs(value) <= most)
  );
}

/**
 * Whether the kernel is the faster way.
 * @param iterations when their number is fixed
 */
export function sinkhornKernelPays(
  problem: TransportProblem,
  epsilon: number,
  iterations = Infinity,
): boolean {
  const entries = problem.cost.length;
  return (
    entries >= KERNEL_ENTRIES &&
    entries <= MOST_ENTRIES &&
    iterations > BLOCK_ITERATIONS &&
    fitsFloat32(problem, epsilon)
  );
}
