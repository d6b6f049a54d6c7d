/** `stillroom evaluate` and the process that works for it: what that one leaves behind. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { dispatch } from '../../../src/command/dispatch';

const folder = mkdtempSync(join(tmpdir(), 'stillroom-evaluate-command-'));
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));
afterEach(() => {
  vi.unstubAllEnvs();
  // The command ends with its process; this one has others to run.
  for (const signal of SIGNALS) {
    for (const listener of process.listeners(signal)) {
      if (before.get(signal)?.includes(listener) === false) process.off(signal, listener);
    }
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Work that keeps a value in its folder, and then hears nothing. */
const DEAF = `
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
process.on('message', (message) => {
  if (message.kind !== 'order') return;
  writeFileSync(join(message.order.out, 'value'), '');
  writeFileSync(process.env.STILLROOM_TEST_MARK, '');
});
`;

/** An evaluation that is stopped once a value is kept. */
async function stopped(name: string, ...more: readonly string[]) {
  const entry = join(folder, `${name}.mjs`);
  const mark = join(folder, `${name}.mark`);
  writeFileSync(entry, DEAF);
  vi.stubEnv('STILLROOM_TEST_MARK', mark);
  const reader = new AbortController();
  const err: string[] = [];
  const ended = dispatch(['evaluate', 'full', '--data', folder, ...more], {
    out: () => undefined,
    err: (line) => err.push(line),
    status: null,
    closed: reader.signal,
    columns: 80,
    entry: pathToFileURL(entry),
  });
  await expect.poll(() => existsSync(mark)).toBe(true);
  reader.abort();
  return { code: await ended, err: err.join('\n') };
}

describe('an evaluation that is stopped', () => {
  it('leaves nothing behind without --out, and says so', async () => {
    const place = join(folder, 'tmp');
    mkdirSync(place);
    vi.stubEnv('TMPDIR', place);
    const { code, err } = await stopped('without');
    expect(code).toBe(75);
    expect(err).toContain('Nothing is kept without --out');
    expect(readdirSync(place)).toEqual([]);
  });

  it('leaves what is finished in --out, and says that it goes on', async () => {
    const out = join(folder, 'kept');
    mkdirSync(out);
    const { code, err } = await stopped('with', '--out', out);
    expect(code).toBe(75);
    expect(err).toContain('What is finished is kept');
    expect(readdirSync(out)).toEqual(['value']);
  });
});

it('asks for the size of coresets where nothing says one', async () => {
  const err: string[] = [];
  const terminal = {
    out: () => undefined,
    err: (line: string) => err.push(line),
    status: null,
    closed: new AbortController().signal,
    columns: 80,
    entry: pathToFileURL(folder),
  };
  const words = ['evaluate', 'full', 'k-centre', '--data', folder];
  expect(await dispatch(words, terminal)).toBe(64);
  expect(err.join('\n')).toContain(
    'Nothing says how many images a class k-centre is to choose: name a set that it stands beside, or give --ipc N.',
  );
});
