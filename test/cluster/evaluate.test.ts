/** `stillroom evaluate` on a set that `run` and `merge` made: trained for real, and found again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkEvent } from '../../src/command/work-order';
import { BuiltCommand, TINY_PACK } from '../support/command/built-command';
import { writeDrawnFolders } from '../support/command/drawn-folders';

const folder = mkdtempSync(join(tmpdir(), 'stillroom-evaluate-'));
const place = (name: string): string => join(folder, name);
const pack = ['--pack', TINY_PACK];
const data = ['--data', place('data')];

let command: BuiltCommand;

async function done(...words: readonly string[]): Promise<string> {
  const { code, out, err } = await command.run(words);
  expect(code, out + err).toBe(0);
  return out;
}

beforeAll(async () => {
  command = await BuiltCommand.build();
  writeDrawnFolders(place('data'), 3, 24);
  const asked = ['--method', 'closest-real', '--ipc', '2', ...pack];
  writeFileSync(place('recipe.json'), await done('recipe', ...data, ...asked));
  await done('run', place('recipe.json'), ...data, '--out', place('results'), ...pack);
  await done('merge', place('results'), '--out', place('set.zip'));
});
afterAll(() => {
  command.dispose();
  rmSync(folder, { recursive: true });
});

function events(out: string): WorkEvent[] {
  return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as WorkEvent]));
}

describe('an evaluation', () => {
  it('trains on a set and on random images, and finds what it kept', async () => {
    const sets = [place('set.zip'), ...data, '--repeats', '1', ...pack, '--json'];
    const words = ['evaluate', ...sets, '--out', place('kept')];
    const first = events(await done(...words));
    const report = first.find(({ event }) => event === 'report');
    if (report?.event !== 'report') throw new Error('there is no report');
    const [random, made] = report.sets;
    expect(report.heldOut.images).toBeGreaterThan(0);
    expect(random?.ior).toBeNull();
    expect(made?.name).toBe('set.zip');
    expect(made?.values).toHaveLength(1);
    expect(made?.ior).toBeCloseTo((made?.mean ?? NaN) - (random?.mean ?? NaN), 12);
    // Three classes of different colours are told apart by anything that learns.
    expect(made?.mean).toBeGreaterThan(0.6);
    const again = events(await done(...words));
    expect(again.find(({ event }) => event === 'cost')).toMatchObject({ trainings: 0 });
    expect(again.find(({ event }) => event === 'report')).toEqual(report);
  });

  it('of a set of other classes says so', async () => {
    const other = place('other');
    writeDrawnFolders(other, 2, 2);
    const words = ['evaluate', other, ...data, '--repeats', '1', ...pack];
    const { code, err } = await command.run(words);
    expect(code).toBe(64);
    expect(err).toContain('set of another collection');
  });
});
