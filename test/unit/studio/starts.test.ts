import { describe, expect, it } from 'vitest';
import { FAILED_STARTS, Starts, type StartCounter } from '../../../src/studio/adapters/starts';

function browser(): StartCounter & { readonly visit: () => Starts } {
  const values = new Map<string, string>();
  const counter = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
  return { ...counter, visit: () => new Starts(counter) };
}

describe('starts of the page', () => {
  it('that hang are counted, until one stands', () => {
    const { visit } = browser();
    expect(visit().begin()).toBe(0);
    expect(visit().begin()).toBe(1);
    const third = visit();
    expect(third.begin()).toBe(FAILED_STARTS);
    third.done();
    expect(visit().begin()).toBe(0);
  });

  it('that a person leaves in the middle count for nothing', () => {
    const { visit } = browser();
    for (let i = 0; i < 5; i++) {
      const start = visit();
      expect(start.begin()).toBe(0);
      start.left();
    }
  });

  it('that ended in a page that could not be drawn are counted, though it was left', () => {
    const { visit } = browser();
    for (const failed of [0, 1]) {
      const start = visit();
      expect(start.begin()).toBe(failed);
      start.failed();
      start.left();
    }
    expect(visit().begin()).toBe(FAILED_STARTS);
  });

  it('count a page that stood, and could not be drawn later', () => {
    const { visit } = browser();
    const start = visit();
    start.begin();
    start.done();
    start.failed();
    start.left();
    expect(visit().begin()).toBe(1);
  });

  it('take a count that is none for none', () => {
    const own = browser();
    for (const odd of ['', 'many', '-3', '1.5', 'NaN']) {
      own.setItem('stillroom-starts', odd);
      expect(own.visit().begin()).toBe(0);
    }
    own.setItem('stillroom-starts', '4000000000');
    expect(own.visit().begin()).toBeLessThan(10);
  });
});
