import { describe, expect, it } from 'vitest';
import { methods } from '../../../src/methods';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import {
  fromTheCore,
  namesOf,
  needsWords,
  unknownRows,
} from '../../../src/studio/distil/withoutWords';
import type { ClassRow } from '../../../src/studio/state/collection';

const row: ClassRow = {
  folder: 'okapi',
  name: 'okapi',
  prompt: 'okapi',
  usualPrompt: 'okapi',
  imageCount: 60,
  heldOut: 0,
  included: true,
  read: { state: 'done' },
  explored: { state: 'waiting' },
  notice: 'Not known.',
  problem: null,
};

describe('classes that the model does not know', () => {
  it('are those that take part and can be distilled', () => {
    const rows = [
      row,
      { ...row, included: false },
      { ...row, problem: 'few' },
      { ...row, notice: null },
    ];
    expect(unknownRows(rows)).toEqual([row]);
  });

  it('are named, five at most', () => {
    const names = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `c${i}` }));
    expect([1, 2, 3, 7].map((count) => namesOf(names(count)))).toEqual([
      'c0',
      'c0 and c1',
      'c0, c1 and c2',
      'c0, c1, c2, c3, c4 and 2 more',
    ]);
  });

  it('need no words once images start from the core, in every method that samples', () => {
    const sampling = defaultsOf(samplingSchema);
    let sampled = 0;
    for (const method of methods) {
      const parameters = defaultsOf(method.schema);
      const plan = method.plan(parameters, sampling);
      const changed = fromTheCore(method, parameters);
      if (plan.output !== 'generated') {
        expect([needsWords(plan), changed], method.id).toEqual([false, null]);
        continue;
      }
      sampled += 1;
      expect(needsWords(plan), method.id).toBe(true);
      if (changed === null) throw new Error(`${method.id} cannot start from a core`);
      const after = method.plan(changed, sampling);
      expect(needsWords(after), method.id).toBe(false);
      expect(after.output === 'generated' && after.start, method.id).not.toBeNull();
    }
    expect(sampled).toBeGreaterThan(3);
  });
});
