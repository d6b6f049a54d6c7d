/**
 * `stillroom run` and `merge`, as they are packed: whatever is done to a run's processes, nothing that was
 * finished is lost, nothing is made twice, and the merged set has the bytes of an undisturbed run.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import type { WorkEvent } from '../../../src/command/work-order';
import { BuiltCommand, TINY_PACK, type Finished } from '../../support/command/built-command';
import { writeDrawnFolders } from '../../support/command/drawn-folders';
import { setContent } from '../../support/command/set-content';

// Processes that work for real, many of them, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

const CLASSES = 6;
const IMAGES = 2;
/** How often a run is killed; more where a machine has the time. */
const KILLS = Number(process.env['STILLROOM_KILLS'] ?? 8);
const PATIENCE_MS = 120_000 + KILLS * 10_000;

/** The native build of ONNX Runtime, which a person may have installed beside. */
const nativeIsThere = existsSync(
  join(import.meta.dirname, '..', '..', '..', 'node_modules', 'onnxruntime-node'),
);
const folder = mkdtempSync(join(tmpdir(), 'stillroom-run-'));
const data = join(folder, 'data');
const recipe = join(folder, 'recipe.json');
let command: BuiltCommand;
/** Of an undisturbed run. */
let reference: Readonly<Record<string, unknown>>;
let undisturbedMs = 0;

const place = (name: string): string => join(folder, name);

function runWords(out: string, ...more: readonly string[]): string[] {
  const place = ['--data', data, '--out', out, '--pack', TINY_PACK];
  return ['run', recipe, ...place, '--threads', '1', '--json', ...more];
}

function events({ out }: Pick<Finished, 'out'>): WorkEvent[] {
  // A killed process may leave half a line.
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as WorkEvent);
}

/** Images that a process made, by class and index. */
function made(finished: Pick<Finished, 'out'>): string[] {
  return events(finished).flatMap((event) =>
    event.event === 'image' && !event.found ? [`${event.class}/${event.index}`] : [],
  );
}

async function merged(name: string, ...outs: readonly string[]) {
  const zip = place(`${name}.zip`);
  const { code, err } = await command.run(['merge', ...outs, '--out', zip]);
  expect(code, err).toBe(0);
  return setContent(zip);
}

beforeAll(async () => {
  command = await BuiltCommand.build();
  writeDrawnFolders(data, CLASSES, 8);
  const discovery = ['nNeighbors=4', 'minClusterSize=2', 'minSamples=1', 'seedCandidates=2'];
  const set = ['steps=3', ...discovery].flatMap((one) => ['--set', one]);
  const asked = ['--data', data, '--method', 'coda', '--ipc', String(IMAGES), '--pack', TINY_PACK];
  const { code, out, err } = await command.run(['recipe', ...asked, ...set]);
  expect(code, err).toBe(0);
  writeFileSync(recipe, out);
  const started = performance.now();
  const whole = await command.run(runWords(place('whole')));
  undisturbedMs = performance.now() - started;
  expect(whole.code, whole.err + whole.out).toBe(0);
  expect(made(whole)).toHaveLength(CLASSES * IMAGES);
  reference = await merged('whole', place('whole'));
}, 120_000);
afterAll(() => {
  command.dispose();
  if (disk !== null) execFileSync('umount', [disk]);
  rmSync(folder, { recursive: true });
});

describe('a run', () => {
  it('makes a set with its images, cores, README and manifest', () => {
    const names = Object.keys(reference);
    const count = (start: string) => names.filter((name) => name.startsWith(start)).length;
    expect(count('train/')).toBe(CLASSES * IMAGES);
    expect(count('cores/')).toBe(CLASSES * IMAGES);
    expect(names).toContain('README.md');
    expect(reference['manifest.json']).toMatchObject({
      withoutCores: [],
      backend: { provider: 'wasm', decoder: 'sharp' },
    });
  });

  it('that is started again makes nothing', async () => {
    const again = await command.run(runWords(place('whole')));
    expect(again.code).toBe(0);
    expect(made(again)).toEqual([]);
    expect(events(again).filter(({ event }) => event === 'image')).toHaveLength(CLASSES * IMAGES);
  });

  it('takes the manifest of a set, and the set', async () => {
    const zip = place('whole.zip');
    const manifest = place('manifest.json');
    writeFileSync(manifest, execFileSync('unzip', ['-p', zip, '*/manifest.json']));
    for (const file of [manifest, zip]) {
      const [, , ...words] = runWords(place('whole'));
      const again = await command.run(['run', file, ...words]);
      expect(again.code, again.out).toBe(0);
      expect(made(again)).toEqual([]);
    }
  });

  it.skipIf(nativeIsThere)(
    'on a backend that is not installed is refused in a sentence',
    async () => {
      const refused = await command.run(runWords(place('native'), '--backend', 'cpu'));
      expect(refused.code).toBe(65);
      expect(refused.out).toContain('npm install --ignore-scripts onnxruntime-node');
    },
  );

  it('of pictures that changed since is refused, and nothing of it is mixed in', async () => {
    const changed = place('changed-data');
    writeDrawnFolders(changed, CLASSES, 7);
    const words = runWords(place('whole')).map((word) => (word === data ? changed : word));
    const { code, out } = await command.run(words);
    expect(code).toBe(65);
    expect(out).toContain('are not those of the recipe');
    expect(await merged('after-change', place('whole'))).toEqual(reference);
  });
});

describe('the parts of any tasks', () => {
  it.each([3, 24])('%i of them give the set of one', async (tasks) => {
    const outs = Array.from({ length: tasks }, (_, task) => place(`of-${tasks}-${task + 1}`));
    for (const [task, out] of outs.entries()) {
      const { code, err } = await command.run(runWords(out, '--task', `${task + 1}/${tasks}`));
      expect(code, err).toBe(0);
    }
    // A task without a class leaves no folder.
    const written = outs.filter((out) => existsSync(out));
    expect(written).toHaveLength(Math.min(tasks, CLASSES));
    expect(await merged(`of-${tasks}`, ...written.reverse())).toEqual(reference);
  });

  it('in one folder give it too, two tasks at once on the same classes', async () => {
    const out = place('shared');
    const both = ['class-0000,class-0001,class-0002', 'class-0002,class-0001,class-0003'];
    const twice = await Promise.all(
      both.map((classes) => command.run(runWords(out, '--classes', classes))),
    );
    expect(twice.map(({ code }) => code)).toEqual([0, 0]);
    const others = await command.run(
      runWords(out, '--classes', 'class-0004', '--classes', 'class-0005'),
    );
    expect(others.code).toBe(0);
    expect(await merged('shared', out)).toEqual(reference);
  });

  it('that are not all there make no set, unless it is wanted so', async () => {
    const out = place('part');
    await command.run(runWords(out, '--task', '1/3'));
    const zip = place('part.zip');
    const refused = await command.run(['merge', out, '--out', zip]);
    expect(refused.code).toBe(65);
    expect(refused.err).toContain('class-0001 lacks 2');
    expect(existsSync(zip)).toBe(false);
    expect((await command.run(['merge', out, '--out', zip, '--partial'])).code).toBe(0);
    expect(Object.keys(setContent(zip)).filter((name) => name.startsWith('train/'))).toHaveLength(
      4,
    );
  });
});

describe('a disturbed run', () => {
  it(
    `is killed at ${KILLS} random moments, and ends in the same set`,
    async () => {
      const out = place('killed');
      const random = randomStream({ seed: 7, name: 'kills', purpose: 'test-kill' });
      const ends: Finished[] = [];
      for (let kill = 0; kill < KILLS; kill++) {
        ends.push(await command.killedAfter(runWords(out), random.uniform() * undisturbedMs));
      }
      ends.push(await command.run(runWords(out)));
      expect(ends.at(-1)?.code).toBe(0);
      expect(ends.some(({ code }) => code === null)).toBe(true);
      const all = ends.flatMap(made);
      expect(new Set(all).size, 'an image that was told as made is made again').toBe(all.length);
      expect(await merged('killed', out)).toEqual(reference);
    },
    PATIENCE_MS,
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'hears %s at any moment, within a second',
    async (signal) => {
      const out = place(`stopped-${signal}`);
      for (const share of [0.3, 0.6, 0.9]) {
        const started = command.start(runWords(out));
        // Before its first word a process hears nothing of signals.
        await command.firstWord(started);
        await new Promise((resolve) => {
          setTimeout(resolve, share * undisturbedMs * 0.8);
        });
        const asked = performance.now();
        const running = started.process.exitCode === null;
        started.process.kill(signal);
        const { code } = await started.finished;
        if (running) expect([75, 0]).toContain(code);
        expect(performance.now() - asked).toBeLessThan(1500);
      }
      expect((await command.run(runWords(out))).code).toBe(0);
      expect(await merged(`stopped-${signal}`, out)).toEqual(reference);
    },
  );

  it('makes damaged files again, and names them', async () => {
    const out = place('damaged');
    await command.run(runWords(out));
    const images = join(out, 'images');
    const [first, second] = readdirSync(images).map((name) => join(images, name));
    if (first === undefined || second === undefined) throw new Error('there are no images');
    const bytes = readFileSync(first);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(first, bytes);
    writeFileSync(second, bytes.subarray(0, 100));
    const refused = await command.run(['merge', out, '--out', place('damaged.zip')]);
    expect(refused.code).toBe(65);
    expect(refused.err).toContain(first);
    const again = await command.run(runWords(out));
    expect(again.code).toBe(0);
    const named = events(again).flatMap((event) => (event.event === 'damaged' ? [event.file] : []));
    expect(named.sort()).toEqual([first, second].sort());
    expect(made(again)).toHaveLength(2);
    expect(await merged('damaged', out)).toEqual(reference);
  });
});

/** A file system of a few kilobytes; null where this user may mount none. */
function smallDisk(): string | null {
  const path = place('small-disk');
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160k', 'tmpfs', path], { stdio: 'ignore' });
    return path;
  } catch {
    return null;
  }
}

const disk = smallDisk();

describe.skipIf(disk === null)('on a disk that is full (needs a user who may mount)', () => {
  it('it says so, keeps what is finished, and goes on when there is room', async () => {
    const out = join(disk ?? '', 'results');
    const full = await command.run(runWords(out));
    expect(full.code).toBe(74);
    expect(full.out).toContain('is full');
    expect(made(full).length).toBeGreaterThan(0);
    execFileSync('mount', ['-o', 'remount,size=20m', disk ?? '']);
    const onward = await command.run(runWords(out));
    expect(onward.code).toBe(0);
    const all = [...made(full), ...made(onward)];
    expect(new Set(all).size).toBe(all.length);
    expect(await merged('full', out)).toEqual(reference);
  });
});
