/** evaluate.py says what the page's presets say; no Python is needed to see it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { IDC_AUGMENTATION } from '../../../src/core/training/augment/settings';
import { PIXEL_DEVIATION, PIXEL_MEAN } from '../../../src/core/training/normalise-pixels';
import type { ProtocolPreset } from '../../../src/core/training/protocol';
import { PROTOCOLS } from '../../../src/core/training/protocols';
import { IDC_SCHEDULE } from '../../../src/core/training/protocols/paper';
import { SCRIPT_PROTOCOLS } from '../../../src/data/export/claim-command';
import { EVALUATE_PY } from '../../../src/data/export/evaluate-py';
import { EVALUATOR_MODULE, evaluatorModule } from '../../../tools/evaluator/text';

/** The presets that the script holds, as it writes them. */
const scripts = new Map(
  Object.entries(
    JSON.parse(/json\.loads\("""(.*?)"""\)/s.exec(EVALUATE_PY)?.[1] ?? '') as Record<
      string,
      object
    >,
  ),
);

/** What of a preset the script needs. AdamW's means and the scope of the decay are torch's own. */
function written({
  network,
  side,
  epochs,
  batch,
  byClasses,
  looks,
  repeats,
  ...rest
}: ProtocolPreset) {
  const { kind, learningRate, weightDecay } = rest.optimiser;
  const momentum = rest.optimiser.kind === 'sgd' ? { momentum: rest.optimiser.momentum } : {};
  const optimiser = { kind, learningRate, ...momentum, weightDecay };
  return { network, side, epochs, batch, byClasses, optimiser, looks, repeats };
}

const presetOf = (id: string): ProtocolPreset => {
  const found = PROTOCOLS.find((preset) => preset.id === id);
  if (found === undefined) throw new Error(`there is no protocol ${id}`);
  return found;
};

describe('evaluate.py', () => {
  it('goes into exports as it lies in the repository', () => {
    expect(readFileSync(EVALUATOR_MODULE, 'utf8')).toBe(evaluatorModule());
  });

  it('has the protocols that the card sends people to', () => {
    expect([...scripts.keys()].toSorted()).toEqual(SCRIPT_PROTOCOLS.toSorted());
  });

  it.each(SCRIPT_PROTOCOLS)('has the preset %s, number by number', (id) => {
    expect(scripts.get(id)).toEqual(written(presetOf(id)));
  });

  it('leaves out of a preset only what all of its presets have in common', () => {
    for (const { labels, schedule, augmentation, optimiser } of SCRIPT_PROTOCOLS.map(presetOf)) {
      expect([labels, schedule, augmentation]).toEqual(['hard', IDC_SCHEDULE, IDC_AUGMENTATION]);
      expect(optimiser.decays).toBe('all');
    }
    const tuple = (values: readonly number[]): string => `(${values.join(', ')})`;
    for (const line of [
      'MILESTONES, RATE_FACTOR = ((2, 3), (5, 6)), 0.2',
      'CROP_SCALE, CROP_RATIO, JITTER, LIGHTING = 0.5, 4 / 3, 0.4, 0.1',
      `MEAN, DEVIATION = ${tuple(PIXEL_MEAN)}, ${tuple(PIXEL_DEVIATION)}`,
    ]) {
      expect(EVALUATE_PY).toContain(line);
    }
    expect(IDC_SCHEDULE).toEqual({
      kind: 'steps',
      milestones: [
        { numerator: 2, denominator: 3 },
        { numerator: 5, denominator: 6 },
      ],
      factor: 0.2,
    });
    expect(IDC_AUGMENTATION).toEqual({
      cropScale: 0.5,
      flip: true,
      colourJitter: 0.4,
      lighting: 0.1,
      cutMix: 1,
    });
  });
});
