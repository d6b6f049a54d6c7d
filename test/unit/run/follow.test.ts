import { describe, expect, it, vi } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import { follow, type FollowOptions } from '../../../src/run/follow';

interface Settings {
  readonly strength: number;
}

/** A value that tells of its changes, and something that follows it. */
function followed(options: Partial<FollowOptions<Settings>> = {}) {
  const listeners = new Set<() => void>();
  let value: Settings | null = { strength: 1 };
  const made: { readonly strength: number; readonly signal: AbortSignal }[] = [];
  const failures: unknown[] = [];
  const following = follow<Settings>({
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dependencies: () => value,
    make: async ({ strength }, signal) => {
      made.push({ strength, signal });
    },
    failed: (error) => failures.push(error),
    ...options,
  });
  const set = (next: Settings | null) => {
    value = next;
    for (const listener of listeners) listener();
  };
  return { following, listeners, made, failures, set };
}

/** Everything that is due now. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('following', () => {
  it('makes the first at once, and again only for other content', async () => {
    const { made, set } = followed();
    await settle();
    set({ strength: 1 });
    await settle();
    expect(made.map(({ strength }) => strength)).toEqual([1]);
    set({ strength: 2 });
    set({ strength: 3 });
    await settle();
    expect(made.map(({ strength }) => strength)).toEqual([1, 3]);
  });

  it('stops the older for the newer, whose errors alone are heard', async () => {
    const ends: ((error: Error) => void)[] = [];
    const { failures, set } = followed({
      make: () =>
        new Promise((_, reject) => {
          ends.push(reject);
        }),
    });
    await settle();
    set({ strength: 2 });
    await settle();
    ends[0]?.(new Error('older'));
    const newer = new Error('newer');
    ends[1]?.(newer);
    await settle();
    expect(failures).toEqual([newer]);
  });

  it('has nothing to say of a stop', async () => {
    const { failures } = followed({
      make: () => Promise.reject(new StillroomError('Aborted', 'Cancelled.')),
    });
    await settle();
    expect(failures).toEqual([]);
  });

  it('rests while there is nothing to make, and makes the same again after that', async () => {
    const rest = vi.fn();
    const { made, set } = followed({ rest });
    await settle();
    set(null);
    set(null);
    await settle();
    expect(rest).toHaveBeenCalledOnce();
    expect(made[0]?.signal.aborted).toBe(true);
    set({ strength: 1 });
    await settle();
    expect(made.map(({ strength }) => strength)).toEqual([1, 1]);
  });

  it('makes the same again when it is told to', async () => {
    const { following, made } = followed();
    await settle();
    following.renew();
    await settle();
    expect(made.map(({ strength }) => strength)).toEqual([1, 1]);
    expect(made[0]?.signal.aborted).toBe(true);
    expect(made[1]?.signal.aborted).toBe(false);
  });

  it('stops what it makes where it is told to make it again and nothing is wanted any more', async () => {
    let rested = 0;
    const { following, made, set } = followed({ rest: () => (rested += 1) });
    await settle();
    following.renew();
    set(null);
    await settle();
    expect(made[0]?.signal.aborted).toBe(true);
    expect(rested).toBe(1);
  });

  it('waits for a rest between changes, not for the first', async () => {
    vi.useFakeTimers();
    try {
      const { made, set } = followed({ delayMs: 180 });
      await vi.advanceTimersByTimeAsync(0);
      expect(made).toHaveLength(1);
      for (const strength of [2, 3, 4]) {
        set({ strength });
        await vi.advanceTimersByTimeAsync(100);
      }
      expect(made).toHaveLength(1);
      expect(made[0]?.signal.aborted).toBe(true);
      await vi.advanceTimersByTimeAsync(100);
      expect(made.map(({ strength }) => strength)).toEqual([1, 4]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('listens no more once it is stopped', async () => {
    const { following, listeners, made, set } = followed();
    await settle();
    set({ strength: 2 });
    following.stop();
    await settle();
    expect(made).toHaveLength(1);
    expect(made[0]?.signal.aborted).toBe(true);
    expect(listeners.size).toBe(0);
  });
});
