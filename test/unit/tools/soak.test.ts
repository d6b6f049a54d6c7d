/** What a soak calls a rise. */
import { describe, expect, it } from 'vitest';
import { ALLOWED, risesOf } from '../../../tools/soak/rises';
import type { LevelName, Levels } from '../../../tools/soak/levels';

const START: Levels = {
  heap: 14e6,
  memory: 400e6,
  objectUrls: 30,
  workers: 4,
  nodes: 1800,
  listeners: 450,
};
const NAMES = Object.keys(START) as LevelName[];

/** Levels of so many runs, one of which rises by so much a run, behind a warm-up that is far off. */
const rising = (name: LevelName, each: number, runs = 44): Levels[] => [
  ...Array.from({ length: 6 }, () => ({ ...START, [name]: START[name] / 2 })),
  ...Array.from({ length: runs }, (_, run) => ({ ...START, [name]: START[name] + run * each })),
];

describe('levels of a soak', () => {
  it('rise where every run leaves something over', () => {
    const leaks: Readonly<Record<LevelName, number>> = {
      heap: 200_000,
      memory: 2e6,
      objectUrls: 1,
      workers: 1,
      nodes: 200,
      listeners: 50,
    };
    for (const name of NAMES) {
      const [rise, ...others] = risesOf(rising(name, leaks[name]), 6);
      expect(rise).toMatch(new RegExp(`^${name} rose from \\d+ to \\d+ over 30 times\\.$`));
      expect(others).toEqual([]);
    }
  });

  it('hold where they differ by what readings differ by, or by a record a run', () => {
    for (const name of NAMES) {
      expect(risesOf(rising(name, 0), 6)).toEqual([]);
      expect(risesOf(rising(name, ALLOWED[name].each), 6)).toEqual([]);
      expect(risesOf(rising(name, -1), 6)).toEqual([]);
    }
  });
});
