import { expect, it } from 'vitest';
import { Stopwatch } from '../../../src/studio/commands/run/stopwatch';

it('counts what is worked and leaves pauses out', () => {
  let now = 1000;
  const watch = new Stopwatch(() => now);
  now = 2000;
  expect(watch.seconds).toBe(0);
  watch.start();
  now = 4500;
  expect(watch.seconds).toBe(2.5);
  watch.stop();
  now = 60_000;
  watch.stop();
  expect(watch.seconds).toBe(2.5);
  watch.start();
  watch.start();
  now = 61_000;
  expect(watch.seconds).toBe(3.5);
});
