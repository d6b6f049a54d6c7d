/** `stillroom ... | head -1`: who reads has gone, and the command ends as other tools do, without a word. */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { events, made, UndisturbedRun } from '../../support/command/undisturbed-run';

// Processes that work for real, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

let run: UndisturbedRun;
beforeAll(async () => {
  run = await UndisturbedRun.make();
}, 120_000);
afterAll(() => run.dispose());

/** A pipe whose reader has gone. */
function leftPipe(): number {
  const path = run.place('pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, 'w');
  closeSync(reader);
  rmSync(path);
  return writer;
}

/** Runs the command with its standard output into an open file, which is closed here. */
async function into(file: number, words: readonly string[]) {
  const child = spawn(process.execPath, [run.command.file, ...words], {
    stdio: ['ignore', file, 'pipe'],
  });
  closeSync(file);
  let err = '';
  child.stderr?.on('data', (data: Buffer) => (err += data.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, err };
}

describe('a reader that goes away', () => {
  it('stops a run as SIGTERM does', async () => {
    const stopped = await into(leftPipe(), run.words(run.place('unread')));
    expect(stopped).toEqual({ code: 75, err: '' });
  });

  it('leaves what is finished, which is found again', async () => {
    const out = run.place('closed');
    const started = run.command.start(run.words(out));
    const { stdout } = started.process;
    stdout?.on('data', () => {
      if (made({ out: started.heard() }).length > 0) stdout.destroy();
    });
    const { code, err } = await started.finished;
    expect(err).toBe('');
    // It may have been over before this process saw the image.
    expect([75, 0]).toContain(code);
    const again = await run.command.run(run.words(out));
    expect(again.code).toBe(0);
    const found = events(again).flatMap((event) =>
      event.event === 'image' && event.found ? [`${event.class}/${event.index}`] : [],
    );
    expect(found).toEqual(expect.arrayContaining(made({ out: started.heard() })));
    expect(await run.merged('closed', out)).toEqual(run.reference);
  });

  it('stops a merge, which leaves nothing half written', async () => {
    const zip = run.place('closed.zip');
    rmSync(zip, { force: true });
    const stopped = await into(leftPipe(), ['merge', run.place('whole'), '--out', zip, '--json']);
    expect(stopped).toEqual({ code: 75, err: '' });
    expect(readdirSync(run.place('')).filter((name) => name.startsWith('closed.zip'))).toEqual([]);
  });

  it('ends the page’s server', async () => {
    const installed = run.command.withPage();
    const started = installed.start(['serve', '--port', '0']);
    started.process.stdout?.destroy();
    const { code, err } = await started.finished;
    installed.dispose();
    expect(err).toBe('');
    expect(code).toBe(0);
  });

  it('ends a command that has said what it had to say', async () => {
    const started = run.command.start(['--help']);
    started.process.stdout?.destroy();
    const { code, err } = await started.finished;
    expect(err).toBe('');
    expect(code).toBe(0);
  });
});

it('a result that no disk takes is a failure in a sentence', async () => {
  const words = ['cluster', 'slurm', run.recipe, '--data', run.data, '--out', run.place('o')];
  const { code, err } = await into(openSync('/dev/full', 'w'), words);
  expect(err).toMatch(/^Standard output cannot be written: .*ENOSPC/);
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(74);
});
