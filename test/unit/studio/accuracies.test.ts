/** Which protocol's accuracies stand beside the distances, where some are kept of several. */
import { beforeEach, describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../../src/core/training/protocols';
import type { EvaluationReport } from '../../../src/run/evaluation/report';
import { eachProtocol } from '../../../src/studio/commands/compare/evaluated-runs';
import {
  emptyAccuracies,
  showAccuracies,
  useAccuracies,
} from '../../../src/studio/state/accuracies';
import { emptyComparison, useCompare } from '../../../src/studio/state/compare';
import { FIRST_CHOICES } from '../../../src/studio/state/evaluate';
import { random, report, set, training } from './evaluate/some-report';

const good = set('a', 'run', [training(0, [8, 8, 8])], random);
const under = (preset: string): EvaluationReport => {
  const one = report([good]);
  return { ...one, protocol: { ...one.protocol, preset } };
};
const [quick, paper] = [under('quick'), under('paper')];
const shown = () => useCompare.getState().evaluated;

beforeEach(() => {
  useCompare.setState(emptyComparison);
  useAccuracies.setState(emptyAccuracies);
});

describe('accuracies in Compare', () => {
  it('are those of one protocol at a time, that of Evaluate until another is chosen', () => {
    showAccuracies({ reports: [quick, paper] });
    expect(shown()).toBe(quick);
    showAccuracies({ protocol: 'paper' });
    expect(shown()).toBe(paper);
  });

  it('stay those of the chosen protocol while there are some, and are others when there are none', () => {
    showAccuracies({ reports: [quick, paper], protocol: 'paper' });
    const more = under('paper');
    showAccuracies({ reports: [quick, more] });
    expect(shown()).toBe(more);
    showAccuracies({ reports: [quick] });
    expect(shown()).toBe(quick);
    showAccuracies({ reports: [] });
    expect(shown()).toBeNull();
  });

  it('are looked for as Evaluate has it, and under every other protocol as it stands', () => {
    const choices = {
      ...FIRST_CHOICES,
      protocol: 'paper',
      side: 64,
      network: 'ResNet-18',
      repeats: 9,
    };
    const [first, ...others] = eachProtocol(choices);
    expect(first).toBe(choices);
    expect(others.map(({ protocol }) => protocol)).toEqual(
      PROTOCOLS.map(({ id }) => id).filter((id) => id !== 'paper'),
    );
    for (const { protocol, network, side, repeats, labels } of others) {
      const preset = PROTOCOLS.find(({ id }) => id === protocol);
      expect({ network, side, repeats, labels }).toEqual({
        network: '',
        side: 0,
        repeats: preset?.repeats,
        labels: preset?.labels,
      });
    }
  });
});
