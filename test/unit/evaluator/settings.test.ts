/** evaluate.py makes of a protocol the settings that the page makes. */
import { describe, expect, it, vi } from 'vitest';
import { learningRate } from '../../../src/core/training/learning-rate';
import { resolveProtocol } from '../../../src/core/training/protocol';
import { PROTOCOLS } from '../../../src/core/training/protocols';
import { paper } from '../../../src/core/training/protocols/paper';
import { SCRIPT_PROTOCOLS } from '../../../src/data/export/claim-command';
import { askEvaluator, NEEDS_TORCH, TORCH_PYTHON } from '../../support/torch-python';

// Torch takes seconds to load.
vi.setConfig({ testTimeout: 120_000 });

describe.skipIf(TORCH_PYTHON === null)(`evaluate.py${NEEDS_TORCH}`, () => {
  it('makes of a protocol the settings that the page makes, for any size of a set', async () => {
    const uses = SCRIPT_PROTOCOLS.flatMap((preset) =>
      [1, 2, 10, 11, 50, 51, 200, 500, 501].flatMap((perClass) =>
        [2, 10, 99, 100, 101, 1000].map((classes) => ({ preset, perClass, classes })),
      ),
    );
    const answers = await askEvaluator(uses.map((use) => ({ kind: 'settings', ...use })));
    for (const [i, { preset: id, perClass, classes }] of uses.entries()) {
      const preset = PROTOCOLS.find((one) => one.id === id) ?? paper;
      const resolved = resolveProtocol(preset, { imagesPerClass: perClass, classes });
      const { kind, learningRate: rate, weightDecay } = resolved.optimiser;
      expect(answers[i]).toMatchObject({
        epochs: resolved.epochs,
        batch: resolved.batch,
        looks: resolved.looks,
        optimiser: { kind, learningRate: rate, weightDecay },
      });
    }
  });

  it('has the learning rate of the page in every epoch', async () => {
    const lengths = [1, 2, 5, 7, 12, 100, 120, 1999, 2000, 3000];
    const answers = await askEvaluator(
      lengths.map((epochs) => ({ kind: 'rates', first: 0.01, epochs })),
    );
    for (const [i, epochs] of lengths.entries()) {
      const rates = answers[i] as number[];
      expect(rates.length).toBe(epochs);
      for (const [epoch, rate] of rates.entries()) {
        expect(rate).toBeCloseTo(learningRate(paper.schedule, 0.01, epoch, epochs), 12);
      }
    }
  });
});
