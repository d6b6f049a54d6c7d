/**
 * Instance normalisation, ReLU and average pooling behind a convolution: forward and backward in as few
 * passes over the maps as possible, since here it is memory that costs, not arithmetic.
 *
 * For each image's each channel, over its h x w positions, with y the convolution's output:
 *
 *     mu = mean y,  r = 1 / sqrt(mean y^2 - mu^2 + epsilon)
 *     z = gamma (y - mu) r + beta,  u = relu z,  p = pool u
 *
 * z is one affine pass (y times gamma r, plus beta - mu gamma r). Backward, with D = dL/dz:
 *
 *     dL/dbeta  = sum D,   dL/dgamma = sum D (y - mu) r
 *     dL/dy = gamma r (D - mean D - (y - mu) r mean(D (y - mu) r))
 *
 * The factor r goes onto the pooled gradient, before it is spread over the pooled positions: D' = r D.
 * Then S = sum D' and G = sum D' y - mu S give dL/dgamma = G, dL/dbeta = S / r, and
 *
 *     dL/dy = gamma (D' - (r^2 G / hw) y + (r^2 G mu - S) / hw)
 *
 * gamma is a factor a channel, so it is left to the convolution's gradients, where it scales the kernel
 * instead of the maps. The convolution's bias drops out of z, so it is neither added nor given a gradient
 * (its true one is zero).
 *
 * A per-channel affine pass is written as BatchNormalization of [1, n c, h, w] with mean 0 and variance 1:
 * one operator on every backend, where Mul and Add are two passes.
 */
import { NORM_EPSILON } from '../../core/training/network';
import { elements, type GraphBuilder, type Value } from './graph-builder';

/** x * scale + shift, both a number an image and channel, [n, c, 1, 1]. */
export function affine(g: GraphBuilder, x: Value, scale: Value, shift: Value): Value {
  const [n = 0, channels = 0, ...space] = x.dims;
  const count = n * channels;
  const rows = g.reshape(x, [1, count, ...space]);
  const flat = [scale, shift].map((value) => g.reshape(value, [count]));
  const scaled = g.one(
    'BatchNormalization',
    [rows, ...flat, g.fill(0, [count]), g.fill(1, [count])],
    rows.dims,
    { epsilon: { float: 0 } },
  );
  return g.reshape(scaled, x.dims);
}

export interface Moments {
  /** [n, c, 1, 1] each. */
  readonly mean: Value;
  /** 1 / sqrt(variance + epsilon) */
  readonly inverseDeviation: Value;
}

export function moments(g: GraphBuilder, y: Value): Moments {
  const [n = 0, channels = 0, height = 0, width = 0] = y.dims;
  const dims = [n, channels, 1, 1];
  const mean = g.one('GlobalAveragePool', [y], dims);
  const squares = g.one('ReduceSumSquare', [y], dims, { axes: [2, 3], keepdims: 1 });
  const meanSquare = g.binary('Mul', squares, g.fill(1 / (height * width)));
  const difference = g.binary('Sub', meanSquare, g.binary('Mul', mean, mean));
  // Rounding can leave a constant map a variance just below zero.
  const variance = g.unary('Relu', difference);
  const deviation = g.unary('Sqrt', g.binary('Add', variance, g.fill(NORM_EPSILON)));
  return { mean, inverseDeviation: g.unary('Reciprocal', deviation) };
}

/** gamma (y - mu) r + beta. @param scale, shift [c] */
export function normalise(
  g: GraphBuilder,
  y: Value,
  { mean, inverseDeviation }: Moments,
  scale: Value,
  shift: Value,
): Value {
  const channels = elements(scale.dims);
  const gamma = g.reshape(scale, [1, channels, 1, 1]);
  const beta = g.reshape(shift, [1, channels, 1, 1]);
  const factor = g.binary('Mul', gamma, inverseDeviation);
  return affine(g, y, factor, g.binary('Sub', beta, g.binary('Mul', mean, factor)));
}

export interface NormGradients {
  /** dL/dy without its factor gamma. */
  readonly input: Value;
  /** [c] each. */
  readonly scale: Value;
  readonly shift: Value;
}

/** @param scaled D' = r dL/dz, as large as y */
export function normGradients(
  g: GraphBuilder,
  y: Value,
  scaled: Value,
  { mean, inverseDeviation }: Moments,
): NormGradients {
  const [n = 0, channels = 0, height = 0, width = 0] = y.dims;
  const positions = height * width;
  const perMap = [n, channels, 1, 1];
  const sum = g.sum(scaled, [2, 3], true);
  const rowsOf = (value: Value, dims: readonly number[]) =>
    g.reshape(value, [n * channels, ...dims]);
  const dot = g.matmul(rowsOf(scaled, [1, positions]), rowsOf(y, [positions, 1]));
  const centred = g.binary('Sub', g.reshape(dot, perMap), g.binary('Mul', mean, sum));
  const squared = g.binary('Mul', inverseDeviation, inverseDeviation);
  const slope = g.binary('Mul', g.binary('Mul', squared, centred), g.fill(1 / positions));
  const share = g.binary('Mul', sum, g.fill(1 / positions));
  const shift = g.binary('Sub', g.binary('Mul', slope, mean), share);
  const correction = affine(g, y, g.unary('Neg', slope), shift);
  return {
    input: g.binary('Add', scaled, correction),
    scale: g.sum(centred, [0, 2, 3]),
    shift: g.sum(g.binary('Div', sum, inverseDeviation), [0, 2, 3]),
  };
}
