/** Threads for the tests to start, ask and lose. */
import { Connection } from '../../../../src/bridge/connection';
import { Thread } from '../../../../src/bridge/thread';
import { Handle } from '../../../../src/core/control';
import { toErrorRecord, type ErrorRecord } from '../../../../src/core/errors';
import type { AskingFunctions } from './asking-worker';
import type { Functions } from './functions';

const thread = new Thread<Functions>({
  name: 'test',
  open: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
  patienceMs: 200,
});
const broken = new Thread<Functions>({
  name: 'broken',
  open: () => new Worker(new URL('./broken-worker.ts', import.meta.url), { type: 'module' }),
});
const refused = new Thread<Functions>({
  name: 'refused',
  open: () => new Worker(new URL('./refused-worker.ts', import.meta.url), { type: 'module' }),
});
const asking = new Thread<AskingFunctions>({
  name: 'asking',
  open: () => new Worker(new URL('./asking-worker.ts', import.meta.url), { type: 'module' }),
});
const connection = new Connection(asking, thread, 'sums');

const errorOf = (call: Promise<unknown>): Promise<ErrorRecord | string> =>
  call.then((value) => `no error: ${String(value)}`, toErrorRecord);

const later = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const checks = {
  thread,
  asking,
  connection,
  refused,
  errorOf,
  later,
  brokenError: () => errorOf(broken.call('add', [1, 2])),

  /** Sends and gets back a megabyte, moved both ways. */
  async moved(): Promise<{ there: number; left: number; back: number }> {
    const bytes = new Uint8Array(1 << 20);
    const there = await thread.call('size', [bytes], { transfer: [bytes.buffer] });
    const back = await thread.call('bytes', [1 << 20]);
    return { there, left: bytes.length, back: back.length };
  },

  /** How far the count is when it stands still and some time later; it then goes on, and is stopped. */
  async paused(): Promise<{ stood: number; still: number; end: ErrorRecord | string }> {
    const handle = new Handle();
    let told = 0;
    let heard: (count: number) => void = () => undefined;
    const until = (count: number): Promise<void> =>
      new Promise((resolve) => {
        heard = (now) => {
          if (now >= count) resolve();
        };
      });
    const five = until(5);
    const counting = errorOf(
      thread.call('count', [], {
        control: handle,
        onEvent: (count) => {
          told = count;
          heard(count);
        },
      }),
    );
    await five;
    handle.pause();
    // The word is there before this answer, and the function has begun one more step at most.
    await thread.call('add', [1, 2]);
    const stood = told;
    await later(200);
    const still = told;
    const further = until(still + 5);
    handle.resume();
    await further;
    handle.stop();
    return { stood, still, end: await counting };
  },

  /** A stop while the thread holds its processor: how long the caller waited, and what came of it. */
  async killed(): Promise<{ error: ErrorRecord | string; waited: number }> {
    const controller = new AbortController();
    const { signal } = controller;
    await thread.call('add', [1, 2]);
    const started = performance.now();
    const busy = thread.call('busy', [60_000], { signal, whenAborted: 'kill' });
    setTimeout(() => controller.abort(), 50);
    return { error: await errorOf(busy), waited: performance.now() - started };
  },
};

declare global {
  interface Window {
    bridgeChecks: typeof checks;
  }
}
window.bridgeChecks = checks;
