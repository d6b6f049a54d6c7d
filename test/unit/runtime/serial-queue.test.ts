import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { SerialQueue } from '../../../src/core/serial-queue';

const pause = (turns: number) =>
  new Promise<void>((resolve) => {
    let left = turns;
    const turn = () => {
      if (left-- <= 0) resolve();
      else queueMicrotask(turn);
    };
    turn();
  });

it('runs operations one at a time, in the order of the calls, whatever fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ turns: fc.nat(8), fails: fc.boolean() }), { maxLength: 12 }),
      async (operations) => {
        const queue = new SerialQueue();
        const events: string[] = [];
        const results = operations.map(({ turns, fails }, i) =>
          queue.run(async () => {
            events.push(`start ${i}`);
            await pause(turns);
            events.push(`end ${i}`);
            if (fails) throw new Error(`failed ${i}`);
            return i;
          }),
        );
        const settled = await Promise.allSettled(results);
        expect(events).toEqual(operations.flatMap((_, i) => [`start ${i}`, `end ${i}`]));
        expect(settled.map(({ status }) => status)).toEqual(
          operations.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')),
        );
        await pause(2);
        expect(queue.pending).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});

it('rejects what waits and what comes later once it is closed, with the first error', async () => {
  const queue = new SerialQueue();
  let finish: () => void = () => undefined;
  const running = queue.run(() => new Promise<void>((resolve) => (finish = resolve)));
  const waiting = queue.run(() => Promise.resolve('never'));
  await pause(3);
  queue.close(new Error('gone'));
  queue.close(new Error('again'));
  finish();
  await expect(running).resolves.toBeUndefined();
  await expect(waiting).rejects.toThrow('gone');
  await expect(queue.run(() => Promise.resolve(1))).rejects.toThrow('gone');
});
