/**
 * The step's gradients against finite differences of a float64 implementation, on random small networks
 * of every family. float32 inside the graph is what the tolerance is for. Where a ReLU has its kink inside the
 * difference, or so near that float32 may fall on its other side, there is no gradient to compare with:
 * such draws are passed over.
 */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import { describeNetwork } from '../../../src/core/training/describe-network';
import { initialWeights } from '../../../src/core/training/initialise';
import type { Network, NetworkSpec } from '../../../src/core/training/network';
import type { OptimiserSettings } from '../../../src/core/training/optimiser';
import { parameterLayout, pixelLength } from '../../../src/core/training/parameters';
import type { Session } from '../../../src/runtime/session';
import { stepGradient } from '../../../src/runtime/training/step-gradient';
import { referenceLoss, reluInputs, type ReferenceBatch } from './reference-network';
import { openSession } from './training-session';

// The first session of a process compiles ONNX Runtime.
vi.setConfig({ testTimeout: 60_000 });

const SGD: OptimiserSettings = {
  kind: 'sgd',
  learningRate: 0.01,
  momentum: 0.9,
  weightDecay: 0,
  decays: 'all',
};
const STEP = 1e-6;
/** Of the gradient along a direction, relative to its largest possible value there. */
const TOLERANCE = 1e-3;
/** More than float32 is off by in what goes into a ReLU, whose values are about 1. */
const NEAR_KINK = 1e-5;

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(async () => {
  await session.dispose();
});

/** Starts away from scale 1 and shift 0, where wrong factors could hide. */
function randomWeights(network: Network, seed: number): Float32Array {
  const weights = initialWeights(network, seed);
  const stream = randomStream({ seed, purpose: 'test-offsets' });
  for (const { role, offset, length } of parameterLayout(network).parameters) {
    if (role !== 'scale' && role !== 'shift') continue;
    for (let i = offset; i < offset + length; i++) {
      weights[i] = (weights[i] ?? 0) + 0.4 * stream.normal();
    }
  }
  return weights;
}

function randomBatch(network: Network, rows: number, seed: number) {
  const stream = randomStream({ seed, purpose: 'test-batch' });
  const pixels = stream.fillNormal(new Float32Array(rows * pixelLength(network.side)));
  const targets = stream.fillUniform(new Float32Array(rows * network.classes));
  for (let row = 0; row < rows; row++) {
    const part = targets.subarray(row * network.classes, (row + 1) * network.classes);
    const sum = part.reduce((a, b) => a + b, 0);
    part.forEach((value, c) => {
      part[c] = value / sum;
    });
  }
  const weights = stream.fillUniform(new Float32Array(rows));
  return { rows, pixels, targets, weights };
}

interface Comparison {
  readonly seed: number;
  readonly temperature: number;
  readonly rows?: number;
  /** Compares the parameters with this beginning only. */
  readonly prefix?: string;
  /** Whether a draw may be passed over. */
  readonly isDrawn?: boolean;
}

/** Compares each parameter's gradient along a random direction. */
async function compare(
  spec: NetworkSpec,
  side: number,
  { seed, temperature, rows = 2, prefix = '', isDrawn = true }: Comparison,
) {
  const network = describeNetwork(spec, { side, classes: 3 });
  const weights = randomWeights(network, seed);
  const batch = randomBatch(network, rows, seed);
  const options = { network, optimiser: SGD, temperature, weights };
  const gradient = await stepGradient(session, options, batch);
  const wide = Float64Array.from(weights);
  const reference: ReferenceBatch = {
    rows: batch.rows,
    pixels: Float64Array.from(batch.pixels),
    targets: Float64Array.from(batch.targets),
    weights: Float64Array.from(batch.weights),
  };
  const inputsAt = (at: Float64Array) => reluInputs(network, at, reference);
  if (isDrawn) fc.pre(inputsAt(wide).every((value) => Math.abs(value) > NEAR_KINK));
  const stream = randomStream({ seed, purpose: 'test-directions' });
  const norm = Math.hypot(...gradient);
  const { parameters } = parameterLayout(network);
  for (const { name, offset, length } of parameters.filter((p) => p.name.startsWith(prefix))) {
    const direction = stream.fillNormal(new Float64Array(length));
    const movedBy = (sign: number) => {
      const moved = wide.slice();
      direction.forEach((d, i) => {
        moved[offset + i] = (moved[offset + i] ?? 0) + sign * STEP * d;
      });
      return moved;
    };
    const [ahead, behind] = [movedBy(1), movedBy(-1)];
    if (isDrawn) {
      const other = inputsAt(behind);
      fc.pre(inputsAt(ahead).every((value, i) => value > 0 === (other[i] ?? 0) > 0));
    }
    const lossAt = (at: Float64Array) => referenceLoss(network, at, reference, temperature);
    const difference = (lossAt(ahead) - lossAt(behind)) / (2 * STEP);
    const along = direction.reduce((sum, d, i) => sum + d * (gradient[offset + i] ?? 0), 0);
    const own = Math.hypot(...gradient.subarray(offset, offset + length));
    const scale = Math.hypot(...direction) * Math.max(own, 1e-3 * norm);
    expect(Math.abs(along - difference) / scale, name).toBeLessThan(TOLERANCE);
  }
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const temperatures = fc.constantFrom(1, 20);

describe('gradients against finite differences', () => {
  it('of ConvNets', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 2 }),
        seeds,
        temperatures,
        async (depth, width, times, seed, temperature) =>
          compare({ kind: 'convnet', depth, width }, times * 2 ** depth, { seed, temperature }),
      ),
      { numRuns: 12 },
    );
  });

  it('of ResNetAPs', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(10, 18),
        fc.integer({ min: 1, max: 2 }),
        seeds,
        temperatures,
        async (depth, width, seed, temperature) =>
          compare({ kind: 'resnet-ap', depth, width }, 8, { seed, temperature }),
      ),
      { numRuns: 6 },
    );
  });

  it('of ResNets with strides', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(10, 18),
        fc.integer({ min: 1, max: 2 }),
        seeds,
        temperatures,
        async (depth, width, seed, temperature) =>
          compare({ kind: 'resnet', depth, width }, 8, { seed, temperature }),
      ),
      { numRuns: 6 },
    );
  });

  it.each([
    ['resnet-ap', 80],
    ['resnet-ap', 160],
    ['resnet', 80],
    ['resnet', 160],
  ] as const)('of the intro of %s at %i pixels', { timeout: 60_000 }, async (kind, side) => {
    const prefix = 'layer0';
    await compare({ kind, depth: 10, width: 1 }, side, {
      seed: 1,
      temperature: 1,
      rows: 1,
      prefix,
      isDrawn: false,
    });
  });
});
