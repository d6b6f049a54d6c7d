import { getEventListeners } from 'node:events';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallOptions } from '../../../src/bridge/thread';
import { Thread } from '../../../src/bridge/thread';
import type { Call, Control } from '../../../src/core/call';
import { Handle } from '../../../src/core/control';
import { StillroomError, throwIfAborted } from '../../../src/core/errors';
import { startsOf } from './node-worker';

const functions = {
  add: (a: number, b: number) => a + b,

  /** Tells 1 to `count`, a step each. */
  async count(count: number, { signal, pass, tell }: Call<number>): Promise<string> {
    for (let i = 1; i <= count; i++) {
      throwIfAborted(signal);
      tell(i);
      await pass();
    }
    return `counted to ${count}`;
  },

  /** Answers when it is stopped: with a result, or as a function that heard of it. */
  async untilStopped(answer: 'result' | 'error', { signal, pass, tell }: Call<'begun'>) {
    tell('begun');
    while (!signal.aborted) await pass();
    if (answer === 'result') return 'finished';
    throw new StillroomError('NonFiniteOutput', 'What fails after a stop is of no interest.');
  },

  never: () => new Promise<never>(() => undefined),

  refuse(code: 'BadImage' | 'OutOfMemory'): never {
    throw new StillroomError(code, `It is ${code}.`, { row: 3 });
  },

  stumble(): never {
    throw new TypeError('x is not a function');
  },

  unsendable: () => () => 1,

  size: (bytes: Uint8Array) => bytes.length,
  bytes: () => new Uint8Array([1, 2, 3]),
};

type Functions = typeof functions;

const threads: Thread<Functions>[] = [];
function thread(patienceMs = 3000) {
  const sent: Uint8Array[] = [];
  const starts = startsOf(functions, {
    transfers: {
      bytes: (bytes) => {
        sent.push(bytes);
        return [bytes.buffer];
      },
    },
  });
  const { open, started } = starts;
  const opened = new Thread<Functions>({ name: 'test', open, fatal: ['OutOfMemory'], patienceMs });
  threads.push(opened);
  return { thread: opened, started, sent };
}
afterEach(() => {
  for (const opened of threads.splice(0)) opened.terminate();
});

const lost = (message: string) => ({
  code: 'WorkerLost',
  message: expect.stringContaining(message),
});

describe('a call', () => {
  it('gives the result of the function, which lives on one worker for many calls', async () => {
    const { thread: opened, started } = thread();
    expect(await Promise.all([opened.call('add', [1, 2]), opened.call('add', [3, 4])])).toEqual([
      3, 7,
    ]);
    expect(started).toHaveLength(1);
  });

  it('gets its own answer and its own events, all before the answer, however calls interleave', async () => {
    const { thread: opened } = thread();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(6), { maxLength: 6 }), async (counts) => {
        const answers = await Promise.all(
          counts.map(async (count) => {
            const told: number[] = [];
            const answer = await opened.call('count', [count], {
              onEvent: (event) => told.push(event),
            });
            return { answer, told: [...told] };
          }),
        );
        expect(answers).toEqual(
          counts.map((count) => ({
            answer: `counted to ${count}`,
            told: Array.from({ length: count }, (_, i) => i + 1),
          })),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('rejects with what the function threw: code, sentence and data', async () => {
    const { thread: opened } = thread();
    const refused = await opened.call('refuse', ['BadImage']).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StillroomError);
    expect(refused).toMatchObject({
      code: 'BadImage',
      message: 'It is BadImage.',
      data: { row: 3 },
    });
    expect(opened.running).toBe(true);
  });

  it('says Internal where something unexpected happened, and the thread lives on', async () => {
    const { thread: opened } = thread();
    await expect(opened.call('stumble', [])).rejects.toMatchObject({
      code: 'Internal',
      message: expect.stringContaining('x is not a function'),
    });
    await expect(opened.call('unsendable', [])).rejects.toMatchObject({ code: 'Internal' });
    const notCloneable = (() => 1) as unknown as number;
    await expect(opened.call('add', [1, notCloneable])).rejects.toMatchObject({
      code: 'Internal',
      message: expect.stringContaining('"add" could not be sent'),
    });
    expect(await opened.call('add', [1, 1])).toBe(2);
    expect(opened.generation).toBe(1);
    expect(opened.pending).toBe(0);
  });

  it('knows no function that the object itself has not', async () => {
    const { thread: opened } = thread();
    await expect(opened.call('toString' as 'never', [])).rejects.toMatchObject({
      code: 'Internal',
      message: expect.stringContaining('no function "toString"'),
    });
  });

  it('moves what is transferred, either way', async () => {
    const { thread: opened, sent } = thread();
    const bytes = new Uint8Array(1000);
    expect(await opened.call('size', [bytes], { transfer: [bytes.buffer] })).toBe(1000);
    expect(bytes.length).toBe(0);
    expect([...(await opened.call('bytes', []))]).toEqual([1, 2, 3]);
    expect(sent.map(({ length }) => length)).toEqual([0]);
  });
});

describe('a stop', () => {
  it('before the call starts nothing', async () => {
    const { thread: opened, started } = thread();
    const stopped = opened.call('add', [1, 2], { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
    expect(started).toHaveLength(0);
  });

  it('rejects at once, whatever the function does', async () => {
    const { thread: opened } = thread();
    const controller = new AbortController();
    const stopped = opened.call('never', [], { signal: controller.signal });
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
    expect(opened.pending).toBe(0);
    expect(await opened.call('add', [1, 2])).toBe(3);
  });

  it('is waited for where that is asked: an error is Aborted, a result counts', async () => {
    const { thread: opened } = thread();
    for (const answer of ['error', 'result'] as const) {
      const controller = new AbortController();
      const call = opened.call('untilStopped', [answer], {
        signal: controller.signal,
        onEvent: () => controller.abort(),
        whenAborted: 'wait',
      });
      if (answer === 'result') expect(await call).toBe('finished');
      else await expect(call).rejects.toMatchObject({ code: 'Aborted' });
    }
  });

  it('kills a thread that does not hear of it in time, and the next call has a new one', async () => {
    const { thread: opened, started } = thread(20);
    const controller = new AbortController();
    const stopped = opened.call('never', [], { signal: controller.signal, whenAborted: 'kill' });
    const other = opened.call('never', []);
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
    await expect(other).rejects.toMatchObject(lost('stopped before its end'));
    expect(started.map(({ terminated }) => terminated)).toEqual([true]);
    expect(await opened.call('add', [1, 2])).toBe(3);
    expect(opened.generation).toBe(2);
  });

  it('kills nothing that stops in time', async () => {
    const { thread: opened } = thread(300);
    const controller = new AbortController();
    const stopped = opened.call('untilStopped', ['error'], {
      signal: controller.signal,
      onEvent: () => controller.abort(),
      whenAborted: 'kill',
    });
    await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
    await new Promise((resolve) => {
      setTimeout(resolve, 400);
    });
    expect(opened.generation).toBe(1);
  });
});

describe('a pause', () => {
  /** Questions that the thread answers between two steps of the function, one step or more a question. */
  const turns = async (opened: Thread<Functions>) => {
    for (let question = 0; question < 20; question++) await opened.call('add', [1, 1]);
  };

  it('stands the function still before its next step, until it is resumed', async () => {
    const { thread: opened } = thread();
    const handle = new Handle();
    const told: number[] = [];
    const paused = new Promise<void>((resolve) => handle.onPause(() => resolve()));
    const counting = opened.call('count', [200], {
      control: handle,
      onEvent: (event) => {
        told.push(event);
        if (event === 2) handle.pause();
      },
    });
    await paused;
    // The word travels while the function may begin one more step; it is there before the first question.
    await opened.call('add', [1, 1]);
    const stood = told.length;
    expect(stood).toBeLessThan(10);
    await turns(opened);
    expect(told).toHaveLength(stood);
    handle.resume();
    expect(await counting).toBe('counted to 200');
  });

  it('holds from the start, and ends with a stop', async () => {
    const { thread: opened } = thread();
    const handle = new Handle();
    handle.pause();
    const told: number[] = [];
    const counting = opened.call('count', [5], {
      control: handle,
      onEvent: (event) => told.push(event),
      whenAborted: 'wait',
    });
    await turns(opened);
    expect(told).toEqual([1]);
    handle.stop();
    await expect(counting).rejects.toMatchObject({ code: 'Aborted' });
    expect(told).toEqual([1]);
  });
});

/** A control that counts who listens. */
class CountedControl extends Handle implements Control {
  listeners = 0;

  override onPause(listener: (paused: boolean) => void): () => void {
    const end = super.onPause(listener);
    this.listeners += 1;
    return () => {
      this.listeners -= 1;
      end();
    };
  }
}

it('leaves no listener behind, however a call ends', async () => {
  const { thread: opened } = thread(5);
  const endings: readonly ((options: CallOptions<never>) => Promise<unknown>)[] = [
    (options) => opened.call('add', [1, 2], options),
    (options) => opened.call('refuse', ['BadImage'], options),
    (options) => opened.call('add', [1, (() => 1) as unknown as number], options),
    (options) => opened.call('never', [], { ...options, generation: 99 }),
  ];
  for (const whenAborted of ['leave', 'wait', 'kill'] as const) {
    for (const ask of endings) {
      const control = new CountedControl();
      await ask({ control, whenAborted }).catch(() => undefined);
      expect(getEventListeners(control.signal, 'abort')).toHaveLength(0);
      expect(control.listeners).toBe(0);
    }
  }
  for (const end of ['stop', 'death'] as const) {
    const control = new CountedControl();
    const call = opened.call('never', [], { control, whenAborted: 'kill' });
    if (end === 'stop') control.stop();
    else opened.terminate();
    await expect(call).rejects.toMatchObject({ code: end === 'stop' ? 'Aborted' : 'WorkerLost' });
    expect(getEventListeners(control.signal, 'abort')).toHaveLength(0);
    expect(control.listeners).toBe(0);
  }
});

describe('the end of a thread', () => {
  it('rejects what waits, says why to who asked, and lets the next call start a new one', async () => {
    const { thread: opened, started } = thread();
    const reasons: string[] = [];
    opened.onEnd((reason) => reasons.push(reason));
    const first = opened.call('never', []);
    opened.terminate('The model is loaded anew.');
    await expect(first).rejects.toMatchObject(lost('The model is loaded anew.'));
    const second = opened.call('never', []);
    started[1]?.fail('boom');
    await expect(second).rejects.toMatchObject(lost('The test thread stopped: boom.'));
    const third = opened.call('never', []);
    started[2]?.dispatch(new MessageEvent('messageerror'));
    await expect(third).rejects.toMatchObject(lost('cannot be read'));
    expect(opened).toMatchObject({ running: false, generation: 0, pending: 0 });
    expect(await opened.call('add', [1, 2])).toBe(3);
    expect(opened.generation).toBe(4);
    expect(reasons).toHaveLength(3);
    expect(started.map(({ terminated }) => terminated)).toEqual([true, true, true, false]);
  });

  it('follows an error after which nothing of it can be trusted', async () => {
    const { thread: opened } = thread();
    const other = opened.call('never', []);
    await expect(opened.call('refuse', ['OutOfMemory'])).rejects.toMatchObject({
      code: 'OutOfMemory',
    });
    await expect(other).rejects.toMatchObject(lost('It is OutOfMemory.'));
    expect(opened.running).toBe(false);
  });

  it('is the end of calls that were meant for that life alone', async () => {
    const { thread: opened, started } = thread();
    const generation = opened.start();
    expect(await opened.call('add', [1, 2], { generation })).toBe(3);
    opened.terminate();
    await expect(opened.call('add', [1, 2], { generation })).rejects.toMatchObject({
      code: 'WorkerLost',
    });
    expect(started).toHaveLength(1);
    expect(opened.start()).toBe(2);
    await expect(opened.call('add', [1, 2], { generation })).rejects.toMatchObject({
      code: 'WorkerLost',
    });
    expect(opened.running).toBe(true);
  });
});
