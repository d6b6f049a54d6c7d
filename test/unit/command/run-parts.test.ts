/** `stillroom run` by tasks: however the classes are dealt, the merged set is that of one run. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { setContent } from '../../support/command/set-content';
import { CLASSES, events, IMAGES, UndisturbedRun } from '../../support/command/undisturbed-run';

// Processes that work for real, many of them, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

let run: UndisturbedRun;
beforeAll(async () => {
  run = await UndisturbedRun.make();
}, 120_000);
afterAll(() => run.dispose());

describe('the parts of any tasks', () => {
  it.each([3, 8])('%i of them give the set of one', async (tasks) => {
    const outs = Array.from({ length: tasks }, (_, task) => run.place(`of-${tasks}-${task + 1}`));
    for (const [task, out] of outs.entries()) {
      const { code, err } = await run.command.run(run.words(out, '--task', `${task + 1}/${tasks}`));
      expect(code, err).toBe(0);
    }
    // A task without a class leaves no folder.
    const written = outs.filter((out) => existsSync(out));
    expect(written).toHaveLength(Math.min(tasks, CLASSES));
    expect(await run.merged(`of-${tasks}`, ...written.reverse())).toEqual(run.reference);
  });

  it('in one folder give it too, two tasks at once on the same classes', async () => {
    const out = run.place('shared');
    const both = ['class-0000,class-0001,class-0002', 'class-0002,class-0001,class-0003'];
    const twice = await Promise.all(
      both.map((classes) => run.command.run(run.words(out, '--classes', classes))),
    );
    expect(twice.map(({ code }) => code)).toEqual([0, 0]);
    const others = await run.command.run(
      run.words(out, '--classes', 'class-0004', '--classes', 'class-0005'),
    );
    expect(others.code).toBe(0);
    expect(await run.merged('shared', out)).toEqual(run.reference);
  });

  it('that are not all there make no set, unless it is wanted so', async () => {
    const out = run.place('part');
    await run.command.run(run.words(out, '--task', '1/3'));
    const zip = run.place('part.zip');
    const refused = await run.command.run(['merge', out, '--out', zip]);
    expect(refused.code).toBe(65);
    expect(refused.err).toContain('class-0001 lacks 2');
    expect(existsSync(zip)).toBe(false);
    expect((await run.command.run(['merge', out, '--out', zip, '--partial'])).code).toBe(0);
    expect(Object.keys(setContent(zip)).filter((name) => name.startsWith('train/'))).toHaveLength(
      4,
    );
  });

  it('that lack real cores say so, count what they write, and have them after another run', async () => {
    const out = run.place('coreless');
    const words = run.words(out, '--classes', 'class-0000');
    expect((await run.command.run(words)).code).toBe(0);
    for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
      if (/core-pixels.*value$/.test(file)) rmSync(join(out, file));
    }
    const merge = async () => {
      const zip = run.place('coreless.zip');
      const ended = await run.command.run(['merge', out, '--out', zip, '--partial', '--json']);
      expect(ended.code, ended.err).toBe(0);
      const last = events(ended).at(-1);
      return { err: ended.err, pictures: last?.event === 'merged' ? last.pictures : null };
    };
    const without = await merge();
    expect(without.pictures).toBe(IMAGES);
    expect(without.err).toContain(
      'Without some real cores, which these folders do not hold: class-0000.',
    );
    expect((await run.command.run(words)).code).toBe(0);
    const whole = await merge();
    // An image, and its core beside it.
    expect(whole.pictures).toBe(2 * IMAGES);
    expect(whole.err).not.toContain('real cores');
  });
});
