import { describe, expect, it } from 'vitest';
import {
  ownAgreement,
  protocolsMarkdown,
  type Ranking,
  type Trained,
} from '../../../tools/results/protocols-report';

const ranking = (id: string): Ranking => ({ id, name: id.toUpperCase(), options: [] });

/** Accuracies by set, one training a seed. */
function trainings(id: string, bySeed: readonly (readonly number[])[]): Trained[] {
  return bySeed.flatMap((accuracies, seed) =>
    accuracies.map((accuracy, i) => ({ ranking: id, set: `set-${i}`, seed, accuracy })),
  );
}

const SETS = ['set-0', 'set-1', 'set-2', 'set-3', 'set-4'];

describe('agreement of a protocol with itself', () => {
  it('is 1 where every training orders the sets alike, -1 where two contradict each other', () => {
    const alike = trainings('a', [
      [0.1, 0.2, 0.3, 0.4, 0.5],
      [0.2, 0.3, 0.4, 0.5, 0.6],
    ]);
    expect(ownAgreement(alike, 'a', SETS)).toBeCloseTo(1, 12);
    const contrary = trainings('a', [
      [0.1, 0.2, 0.3, 0.4, 0.5],
      [0.5, 0.4, 0.3, 0.2, 0.1],
    ]);
    expect(ownAgreement(contrary, 'a', SETS)).toBeCloseTo(-1, 12);
  });

  it('is not told from one training', () => {
    expect(ownAgreement(trainings('a', [[0.1, 0.2, 0.3, 0.4, 0.5]]), 'a', SETS)).toBeNull();
  });
});

describe('the document', () => {
  const input = {
    command: 'npm run results:protocols',
    rankings: [ranking('a'), ranking('b')],
    trained: [
      ...trainings('a', [[0.1, 0.3, 0.2, 0.5, 0.4]]),
      // Another size, the same order but for the first two, which change places.
      ...trainings('b', [[0.51, 0.53, 0.52, 0.54, 0.55]]),
    ],
    heldOut: 974,
    machines: ['cpu, torch 2'],
  };

  it('has the sets in the order of the first protocol and the rank correlation by hand', () => {
    const text = protocolsMarkdown(input);
    const places = ['set-3', 'set-4', 'set-1', 'set-2', 'set-0'].map((set) =>
      text.indexOf(`| ${set} |`),
    );
    expect(places).toEqual(places.toSorted((x, y) => x - y));
    expect(places[0]).toBeGreaterThan(0);
    // Ranks differ by one in two sets: 1 - 6 (1 + 1) / (5 (25 - 1)) = 0.9.
    expect(text).toContain('| A | – | 0.90 (');
    expect(text).toContain('974 held-out images');
  });

  it('leaves a cell empty where a protocol did not train on a set', () => {
    const trained = input.trained.filter(({ ranking: id, set }) => id === 'a' || set !== 'set-2');
    expect(protocolsMarkdown({ ...input, trained })).toContain('| set-2 | 20.0 (1) | – |');
  });
});
