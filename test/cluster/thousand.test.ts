/**
 * A thousand classes: the last costs what the first ones did, a task stays small, and sixteen tasks on two
 * processors end in the set of one.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltCommand, TINY_PACK, type Started } from '../support/command/built-command';
import { writeDrawnFolders } from '../support/command/drawn-folders';
import { setContent } from '../support/command/set-content';

const CLASSES = 1000;
const IMAGES = 20;
const TASKS = 16;
const PROCESSORS = 2;
const MOST_BYTES = 2 ** 30;

const folder = mkdtempSync(join(tmpdir(), 'stillroom-thousand-'));
const data = join(folder, 'data');
const recipe = join(folder, 'recipe.json');
const place = (name: string): string => join(folder, name);

let command: BuiltCommand;

const runWords = (out: string, ...more: readonly string[]): string[] => {
  const places = ['--data', data, '--out', out, '--pack', TINY_PACK];
  return ['run', recipe, ...places, '--threads', '1', '--json', ...more];
};

/** The most memory that a process had so far, and those that it started; 0 when it is gone. */
function peakBytes(pid: number): number {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const others = children === '' ? [] : children.split(' ').map(Number);
    return others.reduce((sum, child) => sum + peakBytes(child), Number(kilobytes ?? 0) * 1024);
  } catch {
    return 0;
  }
}

/** Processor seconds of a process so far, and of those that it started; 0 when it is gone. Other work adds none. */
function processorSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Behind the name, which may hold anything: user and system time, in hundredths.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const own = ((fields[11] ?? 0) + (fields[12] ?? 0)) / 100;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const others = children === '' ? [] : children.split(' ').map(Number);
    return others.reduce((sum, child) => sum + processorSeconds(child), own);
  } catch {
    return 0;
  }
}

/** Watches a process to its end. @returns the most memory that it and its own had */
async function watched({ process: child, finished }: Started): Promise<number> {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, peakBytes(child.pid ?? 0));
  }, 250);
  const { code, err, out } = await finished;
  clearInterval(timer);
  expect(code, err + out.slice(-1000)).toBe(0);
  return most;
}

async function merged(name: string, out: string) {
  const zip = place(`${name}.zip`);
  const { code, err } = await command.run(['merge', out, '--out', zip]);
  expect(code, err).toBe(0);
  return setContent(zip);
}

describe('a thousand classes', () => {
  let reference: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    command = await BuiltCommand.build();
    writeDrawnFolders(data, CLASSES, IMAGES);
    const discovery = ['nNeighbors=5', 'minClusterSize=3', 'minSamples=1'];
    const set = ['steps=2', ...discovery].flatMap((one) => ['--set', one]);
    const asked = ['--data', data, '--method', 'coda', '--ipc', '1', '--pack', TINY_PACK];
    const { code, out, err } = await command.run(['recipe', ...asked, ...set]);
    expect(code, err).toBe(0);
    writeFileSync(recipe, out);
  });
  afterAll(() => {
    command.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('in one task: class 1,000 costs what class 10 did, in under 1 GB', async () => {
    const started = command.start(runWords(place('one')));
    /** Processor seconds when image 0, 1 ... was told. */
    const times: number[] = [];
    started.process.stdout?.on('data', (text: Buffer) => {
      const images = text.toString().split('"event":"image"').length - 1;
      if (images === 0) return;
      // The last class's words may come when its process has gone.
      const now =
        started.process.exitCode === null ? processorSeconds(started.process.pid ?? 0) : 0;
      for (let i = 0; i < images; i++) times.push(now);
    });
    const began = performance.now();
    const bytes = await watched(started);
    const seconds = (performance.now() - began) / 1000;
    expect(times).toHaveLength(CLASSES);
    const each = (from: number, to: number) =>
      ((times[to] ?? NaN) - (times[from] ?? NaN)) / (to - from);
    const early = each(5, 55);
    const late = each(CLASSES - 60, CLASSES - 10);
    console.log(
      `one task: ${seconds.toFixed(0)} s; processor seconds a class: ${early.toFixed(3)} at first, ${late.toFixed(3)} at last; ${(bytes / 2 ** 20).toFixed(0)} MiB`,
    );
    expect(bytes).toBeLessThan(MOST_BYTES);
    expect(late).toBeLessThan(1.1 * early);
    reference = await merged('one', place('one'));
  });

  it(`in ${TASKS} tasks on ${PROCESSORS} processors: the same set, each in under 1 GB`, async () => {
    const out = place('many');
    const left = Array.from({ length: TASKS }, (_, i) => `${i + 1}/${TASKS}`);
    let most = 0;
    const began = performance.now();
    const worker = async () => {
      for (let task = left.shift(); task !== undefined; task = left.shift()) {
        most = Math.max(most, await watched(command.start(runWords(out, '--task', task))));
      }
    };
    await Promise.all(Array.from({ length: PROCESSORS }, worker));
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `${TASKS} tasks: ${seconds.toFixed(0)} s, ${(most / 2 ** 20).toFixed(0)} MiB a task`,
    );
    expect(most).toBeLessThan(MOST_BYTES);
    expect(await merged('many', out)).toEqual(reference);
  });
});
