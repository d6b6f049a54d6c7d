import { describe, expect, it } from 'vitest';
import { asksTheSame } from '../../../src/studio/runs/currentKey';

const row = (folder: string, prompt = folder, included = true) => ({ folder, prompt, included });

describe('classes of a run', () => {
  const rows = [row('cat'), row('dog')];

  it('ask for the same while they are only read', () => {
    expect(
      asksTheSame(
        rows,
        rows.map((one) => ({ ...one, imageCount: 7 })),
      ),
    ).toBe(true);
    expect(asksTheSame([], [])).toBe(true);
  });

  it.each([
    ['another prompt', [row('cat', 'a cat'), row('dog')]],
    ['one left out', [row('cat'), row('dog', 'dog', false)]],
    ['another class', [row('cat'), row('fox', 'dog')]],
    ['one more', [...rows, row('fox')]],
    ['one fewer', rows.slice(1)],
  ])('ask for something else with %s', (_, others) => {
    expect(asksTheSame(rows, others)).toBe(false);
  });
});
