/** A run as job arrays of a real scheduler, with everything that goes wrong there. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random/stream';
import { BuiltCommand, TINY_PACK } from '../support/command/built-command';
import { writeDrawnFolders } from '../support/command/drawn-folders';
import { setContent } from '../support/command/set-content';
import { Slurm, slurmIsMissing } from '../support/command/slurm';

const CLASSES = 24;
const TASKS = 8;
const KILLS = 12;
const SIZE = ['--tasks', String(TASKS), '--cpus', '1', '--memory', '1'];
const missing = slurmIsMissing();

const folder = mkdtempSync(join(tmpdir(), 'stillroom-slurm-'));
const data = join(folder, 'data');
const recipe = join(folder, 'recipe.json');
const place = (name: string): string => join(folder, name);

/** Where a run reads and keeps. */
function places(out: string): string[] {
  return ['--data', data, '--out', out, '--pack', TINY_PACK];
}

let command: BuiltCommand;
let slurm: Slurm;
let reference: Readonly<Record<string, unknown>>;

async function merged(name: string, out: string) {
  const zip = place(`${name}.zip`);
  const { code, err } = await command.run(['merge', out, '--out', zip]);
  expect(code, err).toBe(0);
  return setContent(zip);
}

/** The job file of an array that keeps its results in a folder. */
async function jobFile(name: string, out: string): Promise<string> {
  const {
    code,
    out: text,
    err,
  } = await command.run(['cluster', 'slurm', recipe, ...places(out), ...SIZE]);
  expect(code, err).toBe(0);
  const file = place(`${name}.sh`);
  writeFileSync(file, text);
  return file;
}

const ENDED = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'TIMEOUT', 'NODE_FAIL']);

/** Processes of the command that belong to a job file's task, by what Slurm set for them. */
function processesOf(task: string): number[] {
  const [job, index] = task.split('_');
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const env = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      const own =
        env.includes(`SLURM_ARRAY_JOB_ID=${job}`) && env.includes(`SLURM_ARRAY_TASK_ID=${index}`);
      const isNode = readFileSync(`/proc/${name}/comm`, 'utf8').startsWith('node');
      return own && isNode ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in this moment.
  }
}

const pause = (milliseconds: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Waits for the end of all tasks; those that failed are submitted again. */
async function toItsEnd(job: string, requeued = true): Promise<void> {
  await slurm.until(`job ${job} has ended`, () => {
    const tasks = slurm.tasks(job);
    const failed = tasks.filter(({ state }) => state === 'FAILED');
    if (requeued) failed.forEach(({ id }) => slurm.requeue(id));
    const left = requeued ? failed.length : 0;
    return tasks.length > 0 && left === 0 && tasks.every(({ state }) => ENDED.has(state));
  });
}

describe.skipIf(missing !== null)(`on Slurm (${missing ?? 'here'})`, () => {
  beforeAll(async () => {
    command = await BuiltCommand.build();
    writeDrawnFolders(data, CLASSES, 8);
    const discovery = ['nNeighbors=4', 'minClusterSize=2', 'minSamples=1', 'seedCandidates=2'];
    const set = ['steps=3', ...discovery].flatMap((one) => ['--set', one]);
    const asked = ['--data', data, '--method', 'coda', '--ipc', '2', '--pack', TINY_PACK];
    const { out } = await command.run(['recipe', ...asked, ...set]);
    writeFileSync(recipe, out);
    const alone = await command.run(['run', recipe, ...places(place('alone')), '--threads', '1']);
    expect(alone.code, alone.err).toBe(0);
    reference = await merged('alone', place('alone'));
    slurm = await Slurm.start(place('slurm'));
  }, 300_000);
  afterAll(() => {
    slurm.stop();
    command.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('an array makes the set of one run', async () => {
    const out = place('array');
    const job = slurm.submit(await jobFile('array', out));
    await toItsEnd(job, false);
    expect(slurm.tasks(job).map(({ state }) => state)).toEqual(
      Array.from({ length: TASKS }, () => 'COMPLETED'),
    );
    expect(await merged('array', out)).toEqual(reference);
  });

  it('tasks that are killed, requeued and told to stop end in the same set', async () => {
    const out = place('killed');
    const job = slurm.submit(await jobFile('killed', out));
    const random = randomStream({ seed: 3, name: 'slurm', purpose: 'test-kill' });
    for (let kills = 0; kills < KILLS;) {
      await pause(300 + 1200 * random.uniform());
      const tasks = slurm.tasks(job);
      const running = tasks.filter(({ state }) => state === 'RUNNING');
      const task = running[random.integer(Math.max(1, running.length))];
      if (task === undefined) {
        tasks.filter(({ state }) => state === 'FAILED').forEach(({ id }) => slurm.requeue(id));
        if (tasks.every(({ state }) => state === 'COMPLETED')) break;
        continue;
      }
      kills += 1;
      const way = random.integer(3);
      if (way === 0) processesOf(task.id).forEach(kill);
      else if (way === 1) slurm.requeue(task.id);
      else slurm.signal(task.id, 'TERM');
    }
    await toItsEnd(job);
    expect(await merged('killed', out)).toEqual(reference);
  });

  it('two tasks on every class do no harm', async () => {
    const out = place('twice');
    const file = await jobFile('twice', out);
    const jobs = [slurm.submit(file), slurm.submit(file)];
    for (const job of jobs) await toItsEnd(job, false);
    const states = jobs.flatMap((job) => slurm.tasks(job).map(({ state }) => state));
    expect(new Set(states)).toEqual(new Set(['COMPLETED']));
    expect(await merged('twice', out)).toEqual(reference);
  });

  it('a full disk ends tasks, and the same file goes on when there is room', async () => {
    const disk = place('disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk]);
    try {
      const out = join(disk, 'results');
      const file = await jobFile('full', out);
      const first = slurm.submit(file);
      await toItsEnd(first, false);
      expect(slurm.tasks(first).map(({ state }) => state)).toContain('FAILED');
      execFileSync('mount', ['-o', 'remount,size=30m', disk]);
      const second = slurm.submit(file);
      await toItsEnd(second, false);
      expect(new Set(slurm.tasks(second).map(({ state }) => state))).toEqual(
        new Set(['COMPLETED']),
      );
      expect(await merged('full', out)).toEqual(reference);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
