/** What the test's threads can do: above all, end in every way in which a thread can end. */
import type { Call } from '../../../../src/core/call';

/** What a thread sees to at its own end. */
function hold(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

export const functions = {
  add: (a: number, b: number) => a + b,
  never: () => new Promise<never>(() => undefined),

  /** Holds the thread, so that no message gets through. */
  busy(milliseconds: number): string {
    hold(milliseconds);
    return 'was busy';
  },

  /** Ends the thread as it would end itself: nobody gets an event. */
  close(): Promise<never> {
    self.close();
    return new Promise<never>(() => undefined);
  },

  /** Ends the thread some time after the answer. */
  closeLater(milliseconds: number): void {
    setTimeout(() => self.close(), milliseconds);
  },

  /** Throws where nothing catches it. */
  crash(): Promise<never> {
    setTimeout(() => {
      throw new Error('nobody catches this');
    });
    return new Promise<never>(() => undefined);
  },

  size: (bytes: Uint8Array) => bytes.length,
  bytes: (length: number) => new Uint8Array(length).fill(7),

  /** Counts until it is stopped: no page is too slow to stand it still before its end. */
  async count({ signal, pass, tell }: Call<number>): Promise<never> {
    for (let i = 1; ; i++) {
      signal.throwIfAborted();
      tell(i);
      await pass();
    }
  },
};

export type Functions = typeof functions;

/** What one thread asks of another. */
export const sums = {
  add: (a: number, b: number) => a + b,
  never: () => new Promise<never>(() => undefined),
};

export type Sums = typeof sums;
