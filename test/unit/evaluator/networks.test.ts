/** The networks of evaluate.py are the page's: the same logits for the same weights, the same start. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import { describeNetwork, networkName } from '../../../src/core/training/describe-network';
import { initialWeights } from '../../../src/core/training/initialise';
import type { Network, NetworkSpec } from '../../../src/core/training/network';
import { parameterLayout, pixelLength } from '../../../src/core/training/parameters';
import { paper } from '../../../src/core/training/protocols/paper';
import { OrtTrainStep } from '../../../src/runtime/training/ort-train-step';
import {
  askEvaluator,
  base64,
  floats,
  NEEDS_TORCH,
  TORCH_PYTHON,
} from '../../support/torch-python';
import { openSession } from '../training/training-session';

// Torch takes seconds to load, and ONNX Runtime compiles a graph a network.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const NETWORKS: readonly (readonly [NetworkSpec, number])[] = [
  [{ kind: 'convnet', depth: 3, width: 6 }, 32],
  [{ kind: 'convnet', depth: 2, width: 5 }, 12],
  [{ kind: 'resnet-ap', depth: 10, width: 4 }, 32],
  [{ kind: 'resnet-ap', depth: 18, width: 3 }, 80],
  [{ kind: 'resnet-ap', depth: 10, width: 3 }, 160],
  [{ kind: 'resnet', depth: 18, width: 4 }, 32],
  [{ kind: 'resnet', depth: 10, width: 3 }, 80],
  [{ kind: 'resnet', depth: 10, width: 3 }, 160],
];

describe.skipIf(TORCH_PYTHON === null)(`networks of evaluate.py${NEEDS_TORCH}`, () => {
  const classes = 3;
  const rows = 2;
  const cases = NETWORKS.map(([spec, side], i) => {
    const network = describeNetwork(spec, { side, classes });
    const pixels = randomStream({ seed: i, purpose: 'test-pixels' }).fillNormal(
      new Float32Array(rows * pixelLength(side)),
    );
    return { spec, side, network, pixels, weights: initialWeights(network, i) };
  });
  let answers: unknown[] = [];
  let starts: unknown[] = [];
  beforeAll(async () => {
    answers = await askEvaluator(
      cases.map(({ spec, side, network, pixels, weights }) => ({
        kind: 'logits',
        network: spec,
        side,
        classes,
        rows,
        parameters: parameterLayout(network).parameters.map(({ name, dims, offset, length }) => ({
          name,
          dims,
          offset,
          length,
        })),
        weights: base64(weights),
        pixels: base64(pixels),
      })),
    );
    starts = await askEvaluator(
      cases.map(({ spec, side }) => ({ kind: 'first_deviations', network: spec, side, classes })),
    );
  });

  it('give the logits of the page for the same weights', async () => {
    const session = await openSession();
    const { optimiser } = paper;
    for (const [i, { spec, side, network, pixels, weights }] of cases.entries()) {
      const step = new OrtTrainStep(session, { network, optimiser, temperature: 1, weights });
      const ours = await step.logits(pixels, rows);
      const theirs = floats(answers[i]);
      expect(theirs.length).toBe(rows * classes);
      const size = Math.max(...ours.map(Math.abs));
      for (const [k, logit] of ours.entries()) {
        const difference = Math.abs((theirs[k] ?? Number.NaN) - logit);
        expect(difference, `${networkName(spec)} at ${side}`).toBeLessThan(1e-4 * size);
      }
      await step.dispose();
    }
    await session.dispose();
  });

  it('start as the page starts: the same rule for every parameter', () => {
    const spreadOf = (network: Network, weights: Float32Array) =>
      parameterLayout(network).parameters.map(({ name, offset, length }) => {
        const part = weights.subarray(offset, offset + length);
        const mean = part.reduce((sum, w) => sum + w, 0) / length;
        const deviation = Math.sqrt(part.reduce((sum, w) => sum + (w - mean) ** 2, 0) / length);
        return { name, length, deviation, largest: Math.max(...part.map(Math.abs)) };
      });
    for (const [i, { network, weights }] of cases.entries()) {
      const theirs = new Map(Object.entries(starts[i] as Record<string, [number, number]>));
      expect(theirs.size).toBe(parameterLayout(network).parameters.length);
      for (const { name, length, deviation, largest } of spreadOf(network, weights)) {
        const [spread, extreme] = theirs.get(name) ?? [Number.NaN, Number.NaN];
        // A deviation of n values is known to a share of 1 / sqrt(2 n): five of these, and few values say little.
        if (length >= 50) {
          expect(Math.abs(Math.log(spread / deviation)), name).toBeLessThan(5 / Math.sqrt(length));
        }
        if (largest === 0 || extreme === 0) expect(extreme, name).toBe(largest);
      }
    }
  });
});
