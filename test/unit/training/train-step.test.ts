/** The step through ONNX Runtime: its optimisers against float64, its state, its errors. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import { describeNetwork } from '../../../src/core/training/describe-network';
import { initialWeights } from '../../../src/core/training/initialise';
import { ADAMW_BETAS, type OptimiserSettings } from '../../../src/core/training/optimiser';
import { parameterLayout } from '../../../src/core/training/parameters';
import { hardTargets } from '../../../src/core/training/targets';
import type { Session } from '../../../src/runtime/session';
import { OrtTrainStep } from '../../../src/runtime/training/ort-train-step';
import { stepGradient } from '../../../src/runtime/training/step-gradient';
import { referenceLogits } from './reference-network';
import { openSession } from './training-session';

// The first session of a process compiles ONNX Runtime.
vi.setConfig({ testTimeout: 60_000 });

const network = describeNetwork({ kind: 'convnet', depth: 2, width: 4 }, { side: 8, classes: 3 });
const layout = parameterLayout(network);
const weights = initialWeights(network, 3);
const pixels = randomStream({ seed: 1, purpose: 'test-pixels' }).fillNormal(
  new Float32Array(3 * 192),
);
const batch = {
  rows: 3,
  pixels,
  targets: hardTargets([0, 2, 1], 3),
  weights: new Float32Array(3).fill(1 / 3),
};

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(async () => {
  await session.dispose();
});

/** Two steps in float64 from the graph's own gradients. */
async function twoSteps(optimiser: OptimiserSettings): Promise<Float64Array> {
  const w = Float64Array.from(weights);
  const m = new Float64Array(w.length);
  const v = new Float64Array(w.length);
  for (const t of [1, 2]) {
    const options = { network, optimiser, temperature: 1, weights: Float32Array.from(w) };
    const gradient = await stepGradient(session, options, batch);
    const { weightDecay, learningRate: rate, decays } = optimiser;
    for (let i = 0; i < w.length; i++) {
      const decay = decays === 'all' || i < layout.matrixLength ? weightDecay : 0;
      const g = gradient[i] ?? 0;
      const own = w[i] ?? 0;
      if (optimiser.kind === 'sgd') {
        m[i] = optimiser.momentum * (m[i] ?? 0) + g + decay * own;
        w[i] = own - rate * (m[i] ?? 0);
        continue;
      }
      const { beta1, beta2, epsilon } = optimiser;
      m[i] = beta1 * (m[i] ?? 0) + (1 - beta1) * g;
      v[i] = beta2 * (v[i] ?? 0) + (1 - beta2) * g * g;
      const mean = (m[i] ?? 0) / (1 - beta1 ** t);
      const root = Math.sqrt((v[i] ?? 0) / (1 - beta2 ** t));
      w[i] = own - rate * decay * own - (rate * mean) / (root + epsilon);
    }
  }
  return w;
}

const rates = { learningRate: 0.02, weightDecay: 0.1 };
const optimisers: readonly OptimiserSettings[] = [
  { kind: 'sgd', momentum: 0.9, decays: 'all', ...rates },
  { kind: 'sgd', momentum: 0.9, decays: 'matrices', ...rates },
  { kind: 'adamw', decays: 'all', ...rates, ...ADAMW_BETAS },
  { kind: 'adamw', decays: 'matrices', ...rates, ...ADAMW_BETAS },
];
const [sgd] = optimisers as [OptimiserSettings];

describe('OrtTrainStep', () => {
  it.each(optimisers)('updates by $kind, decaying $decays', async (optimiser) => {
    const step = new OrtTrainStep(session, { network, optimiser, temperature: 1, weights });
    for (let i = 0; i < 2; i++) await step.step(batch, optimiser.learningRate);
    const { weights: after, step: made } = await step.exportState();
    expect(made).toBe(2);
    const expected = await twoSteps(optimiser);
    after.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
    await step.dispose();
  });

  it('gives the logits of its weights, for any number of rows', async () => {
    const step = new OrtTrainStep(session, { network, optimiser: sgd, temperature: 1, weights });
    for (const rows of [1, 3]) {
      const logits = await step.logits(pixels.subarray(0, rows * 192), rows);
      for (let row = 0; row < rows; row++) {
        const image = Float64Array.from(pixels.subarray(row * 192, (row + 1) * 192));
        const expected = referenceLogits(network, Float64Array.from(weights), image);
        expected.forEach((z, c) => expect(logits[row * 3 + c]).toBeCloseTo(z, 5));
      }
    }
    await step.dispose();
  });

  it('goes on from an exported state exactly', async () => {
    const [, , adamW = sgd] = optimisers;
    const options = { network, optimiser: adamW, temperature: 1, weights };
    const whole = new OrtTrainStep(session, options);
    for (let i = 0; i < 4; i++) await whole.step(batch, 0.01);
    const first = new OrtTrainStep(session, options);
    for (let i = 0; i < 2; i++) await first.step(batch, 0.01);
    const second = new OrtTrainStep(session, { ...options, weights: initialWeights(network, 99) });
    await second.importState(await first.exportState());
    for (let i = 0; i < 2; i++) await second.step(batch, 0.01);
    expect(await second.exportState()).toEqual(await whole.exportState());
    for (const step of [whole, first, second]) await step.dispose();
  });

  it('refuses the state of another network or optimiser', async () => {
    const step = new OrtTrainStep(session, { network, optimiser: sgd, temperature: 1, weights });
    const state = await step.exportState();
    const short = { ...state, weights: state.weights.subarray(1) };
    await expect(async () => step.importState(short)).rejects.toThrow(/belongs to another network/);
    await expect(async () => step.importState({ ...state, moments: [] })).rejects.toThrow(
      /belongs to another optimiser/,
    );
    await step.dispose();
  });

  it('says that a training diverged', async () => {
    const step = new OrtTrainStep(session, { network, optimiser: sgd, temperature: 1, weights });
    const diverge = async () => {
      for (let i = 0; i < 4; i++) await step.step(batch, 1e30);
    };
    await expect(diverge()).rejects.toThrow(/diverged. Lower the learning rate/);
    await step.dispose();
  });
});
