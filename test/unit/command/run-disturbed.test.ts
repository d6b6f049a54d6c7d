/**
 * `stillroom run` in rough hands: whatever is done to its processes and files, nothing that was finished is lost,
 * nothing is made twice, and the merged set has the bytes of an undisturbed run.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import type { Finished } from '../../support/command/built-command';
import { events, made, UndisturbedRun } from '../../support/command/undisturbed-run';

// Processes that work for real, many of them, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

/** How often a run is killed; more where a machine has the time. */
const KILLS = Number(process.env['STILLROOM_KILLS'] ?? 8);
const PATIENCE_MS = 120_000 + KILLS * 10_000;

let run: UndisturbedRun;
beforeAll(async () => {
  run = await UndisturbedRun.make();
}, 120_000);
afterAll(() => run.dispose());

describe('a disturbed run', () => {
  it(
    `is killed at its first image and at ${KILLS} random moments, and ends in the same set`,
    async () => {
      const out = run.place('killed');
      const random = randomStream({ seed: 7, name: 'kills', purpose: 'test-kill' });
      const ends: Finished[] = [await run.command.killedAtAnImage(run.words(out))];
      expect(ends.map(({ code }) => code)).toEqual([null]);
      // A random moment may lie behind the end, where the machine is faster than it was.
      for (let kill = 0; kill < KILLS; kill++) {
        ends.push(
          await run.command.killedAfter(run.words(out), random.uniform() * run.milliseconds),
        );
      }
      ends.push(await run.command.run(run.words(out)));
      expect(ends.at(-1)?.code).toBe(0);
      const all = ends.flatMap(made);
      expect(new Set(all).size, 'an image that was told as made is made again').toBe(all.length);
      expect(await run.merged('killed', out)).toEqual(run.reference);
    },
    PATIENCE_MS,
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'hears %s at any moment, and begins nothing more',
    async (signal) => {
      const out = run.place(`stopped-${signal}`);
      for (const share of [0.3, 0.6, 0.9]) {
        const started = run.command.start(run.words(out));
        // Before its first word a process hears nothing of signals.
        await run.command.firstWord(started);
        await new Promise((resolve) => {
          setTimeout(resolve, share * run.milliseconds * 0.8);
        });
        // A process that slept late hears first what was said meanwhile.
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        const running = started.process.exitCode === null;
        const before = made({ out: started.heard() }).length;
        started.process.kill(signal);
        const finished = await started.finished;
        if (running) expect([75, 0]).toContain(finished.code);
        // The one at work, and one whose word was on its way.
        expect(made(finished).length - before).toBeLessThanOrEqual(2);
      }
      expect((await run.command.run(run.words(out))).code).toBe(0);
      expect(await run.merged(`stopped-${signal}`, out)).toEqual(run.reference);
    },
  );

  it('makes damaged files again, and names them', async () => {
    const out = run.place('damaged');
    await run.command.run(run.words(out));
    const images = join(out, 'images');
    const [first, second] = readdirSync(images).map((name) => join(images, name));
    if (first === undefined || second === undefined) throw new Error('there are no images');
    const bytes = readFileSync(first);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(first, bytes);
    writeFileSync(second, bytes.subarray(0, 100));
    const refused = await run.command.run(['merge', out, '--out', run.place('damaged.zip')]);
    expect(refused.code).toBe(65);
    expect(refused.err).toContain(first);
    const again = await run.command.run(run.words(out));
    expect(again.code).toBe(0);
    const named = events(again).flatMap((event) => (event.event === 'damaged' ? [event.file] : []));
    expect(named.sort()).toEqual([first, second].sort());
    expect(made(again)).toHaveLength(2);
    expect(await run.merged('damaged', out)).toEqual(run.reference);
  });
});

const DISK = mkdtempSync(join(tmpdir(), 'stillroom-small-disk-'));

/** A file system of a few kilobytes; whether this user may mount one. */
function mountSmallDisk(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160k', 'tmpfs', DISK], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const mounted = mountSmallDisk();
afterAll(() => {
  if (mounted) execFileSync('umount', [DISK]);
  rmSync(DISK, { recursive: true });
});

describe.skipIf(!mounted)('on a disk that is full (needs a user who may mount)', () => {
  it('it says so, keeps what is finished, and goes on when there is room', async () => {
    const out = join(DISK, 'results');
    const full = await run.command.run(run.words(out));
    expect(full.code).toBe(74);
    expect(full.out).toContain('is full');
    expect(made(full).length).toBeGreaterThan(0);
    execFileSync('mount', ['-o', 'remount,size=20m', DISK]);
    const onward = await run.command.run(run.words(out));
    expect(onward.code).toBe(0);
    const all = [...made(full), ...made(onward)];
    expect(new Set(all).size).toBe(all.length);
    expect(await run.merged('full', out)).toEqual(run.reference);
  });
});
