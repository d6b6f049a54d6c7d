import { afterEach, expect, it } from 'vitest';
import type { Thread } from '../../../src/bridge/thread';
import { ThreadPool } from '../../../src/bridge/thread-pool';
import type { Call } from '../../../src/core/call';
import { throwIfAborted } from '../../../src/core/errors';
import { nextTask } from '../../../src/core/next-task';
import { startsOf } from './node-worker';

const functions = {
  double: (value: number) => 2 * value,

  async untilStopped({ signal, pass, tell }: Call<'begun'>): Promise<never> {
    tell('begun');
    for (;;) {
      throwIfAborted(signal);
      await pass();
    }
  },
};

type Functions = typeof functions;

const pools: ThreadPool<Functions>[] = [];
function pool(size: number) {
  const { open, started } = startsOf(functions);
  const opened = new ThreadPool<Functions>({ name: 'test', open }, size);
  pools.push(opened);
  return { pool: opened, started };
}
afterEach(() => {
  for (const { threads } of pools.splice(0)) for (const thread of threads) thread.terminate();
});

const { signal } = new AbortController();

/** Work that ends when it is told to. */
function held() {
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  const work = (name: number) => () => {
    begun.push(name);
    return new Promise<number>((resolve) => {
      ends.set(name, () => resolve(name));
    });
  };
  return { begun, work, end: (name: number) => ends.get(name)?.() };
}

it('seats as many pieces of work as it has threads, the others in the order of asking', async () => {
  const { pool: two } = pool(2);
  const { begun, work, end } = held();
  const answers = [1, 2, 3, 4].map((name) => two.seated(work(name), signal));
  await nextTask();
  expect(begun).toEqual([1, 2]);
  end(2);
  expect(await answers[1]).toBe(2);
  await nextTask();
  expect(begun).toEqual([1, 2, 3]);
  end(3);
  await answers[2];
  end(1);
  await nextTask();
  end(4);
  expect(await Promise.all(answers)).toEqual([1, 2, 3, 4]);
});

it('gives every piece a thread of its own, and starts no thread that nothing came to', async () => {
  const { pool: three, started } = pool(3);
  const stop = new AbortController();
  const seen: Thread<Functions>[] = [];
  const endless = (thread: Thread<Functions>) => {
    seen.push(thread);
    return thread.call('untilStopped', [], { signal: stop.signal });
  };
  const both = Promise.allSettled([1, 2].map(() => three.seated(endless, stop.signal)));
  await expect.poll(() => started.length).toBe(2);
  expect(seen).toEqual(three.threads.slice(0, 2));
  stop.abort();
  await both;
  expect(await three.seated((thread) => thread.call('double', [5]), signal)).toBe(10);
  expect(started).toHaveLength(2);
});

it('lets work that waits leave, and passes over it', async () => {
  const { pool: one } = pool(1);
  const { begun, work, end } = held();
  const first = one.seated(work(1), signal);
  const stop = new AbortController();
  const second = one.seated(work(2), stop.signal);
  const third = one.seated(work(3), signal);
  stop.abort();
  await expect(second).rejects.toMatchObject({ code: 'Aborted' });
  end(1);
  await first;
  await nextTask();
  expect(begun).toEqual([1, 3]);
  end(3);
  expect(await third).toBe(3);
});

it('frees the seat of work that fails', async () => {
  const { pool: one } = pool(1);
  const failed = one.seated(() => Promise.reject(new Error('no')), signal);
  await expect(failed).rejects.toThrow('no');
  expect(await one.seated((thread) => thread.call('double', [4]), signal)).toBe(8);
});

it('rejects the calls of a thread that died, and no others; the next one has a new thread', async () => {
  const { pool: two, started } = pool(2);
  let begun = 0;
  const stop = new AbortController();
  const endless = (thread: Thread<Functions>) =>
    thread.call('untilStopped', [], {
      signal: stop.signal,
      onEvent: () => {
        begun += 1;
      },
    });
  const first = two.seated(endless, stop.signal);
  const second = two.seated(endless, stop.signal);
  const outcomes = Promise.allSettled([first, second]);
  await expect.poll(() => begun).toBe(2);
  started[0]?.fail('its memory ran out');
  await expect(first).rejects.toMatchObject({ code: 'WorkerLost' });
  expect(await two.seated((thread) => thread.call('double', [21]), signal)).toBe(42);
  expect(started).toHaveLength(3);
  stop.abort();
  expect(await outcomes).toMatchObject([
    { reason: { code: 'WorkerLost' } },
    { reason: { code: 'Aborted' } },
  ]);
});

it('gives short work to whoever has least to do', async () => {
  const { pool: two, started } = pool(2);
  const stop = new AbortController();
  expect(await two.leastBusy.call('double', [1])).toBe(2);
  expect(started).toHaveLength(1);
  const busy = two.seated(
    (thread) => thread.call('untilStopped', [], { signal: stop.signal }),
    stop.signal,
  );
  busy.catch(() => undefined);
  await expect.poll(() => two.threads[0]?.pending).toBe(1);
  expect(await two.leastBusy.call('double', [2])).toBe(4);
  expect(started).toHaveLength(2);
  stop.abort();
  await expect(busy).rejects.toMatchObject({ code: 'Aborted' });
});
