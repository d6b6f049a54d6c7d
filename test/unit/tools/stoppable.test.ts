import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Handle } from '../../../src/core/control';
import { stoppable } from '../../../tools/results/stoppable';

const options = { minutes: 0, out: 'out.md' };

function heard() {
  const said: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
  return said;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  process.exitCode = undefined;
});

describe('a command that may be stopped', () => {
  it('says what it wrote', async () => {
    const said = heard();
    const asked: string[] = [];
    await stoppable('a.tar', options, async (data) => void asked.push(data));
    expect(asked).toEqual(['a.tar']);
    expect(said).toEqual(['out.md is written.']);
  });

  it('says how to go on after its minutes, whether the work ended by itself or was broken off', async () => {
    vi.useFakeTimers();
    for (const ends of [true, false]) {
      const said = heard();
      const work = (_: string, { signal }: Handle) =>
        new Promise<void>((resolve, reject) => {
          signal.addEventListener('abort', () => (ends ? resolve() : reject(new Error('cut'))));
        });
      const stopped = stoppable('a.tar', { ...options, minutes: 2 }, work);
      await vi.advanceTimersByTimeAsync(2 * 60_000);
      await stopped;
      expect(said).toEqual(['Time is up. Call the same command again to go on.']);
    }
  });

  it('hides no error that is not a stop’s', async () => {
    heard();
    const failed = stoppable('a.tar', options, () => Promise.reject(new Error('no disk')));
    await expect(failed).rejects.toThrow('no disk');
  });

  it('asks for an archive where none is named, and fails', async () => {
    const said = heard();
    await stoppable(undefined, options, () => Promise.reject(new Error('must not run')));
    expect(said).toEqual(['Say which archive of class folders: --data FILE.tar']);
    expect(process.exitCode).toBe(1);
  });
});
