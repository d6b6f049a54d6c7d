import { describe, expect, it } from 'vitest';
import { Schedule } from '../../../src/run/schedule';

/** Whether a wait is over once everything that is due has happened. */
async function passes(wait: Promise<unknown>): Promise<boolean> {
  const later = new Promise<boolean>((resolve) => {
    setTimeout(resolve, 5, false);
  });
  return Promise.race([wait.then(() => true), later]);
}

const { signal } = new AbortController();

describe('background work', () => {
  it('goes on until somebody needs everything, and again when all have let go', async () => {
    const schedule = new Schedule();
    expect(await passes(schedule.quiet())).toBe(true);
    const model = schedule.claim('everything');
    const run = schedule.claim('everything');
    const waiting = schedule.quiet();
    expect(await passes(waiting)).toBe(false);
    model.release();
    model.release();
    expect(await passes(waiting)).toBe(false);
    run.release();
    expect(await passes(waiting)).toBe(true);
  });

  it('goes on while a run needs the model alone', async () => {
    const schedule = new Schedule();
    const run = schedule.claim('everything');
    const waiting = schedule.quiet();
    run.need('model');
    expect(await passes(waiting)).toBe(true);
    expect(schedule.busy).toBe(true);
  });

  it('lets those go on who waited, though it is claimed again at once', async () => {
    const schedule = new Schedule();
    const first = schedule.claim('everything');
    const waiting = schedule.quiet();
    first.release();
    schedule.claim('everything');
    expect(await passes(waiting)).toBe(true);
    expect(await passes(schedule.quiet())).toBe(false);
  });

  it('that no person can hold waits for a first answer alone', async () => {
    const schedule = new Schedule();
    schedule.standStill(true);
    expect(await passes(schedule.answered())).toBe(true);
    const run = schedule.claim('everything');
    const waiting = schedule.answered();
    expect(await passes(waiting)).toBe(false);
    run.need('model');
    expect(await passes(waiting)).toBe(true);
  });

  it('waits no longer than its signal', async () => {
    const schedule = new Schedule();
    schedule.claim('everything');
    const stop = new AbortController();
    const waiting = schedule.quiet(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'Aborted' });
  });
});

describe('two that need the machine', () => {
  it('never have it at once: the second claims when the first has let go', async () => {
    const schedule = new Schedule();
    const run = schedule.claim('nothing');
    await run.whenFree('everything', signal);
    const evaluation = schedule.claim('nothing');
    const other = schedule.claim('nothing');
    const waiting = evaluation.whenFree('model', signal);
    const second = other.whenFree('model', signal);
    expect(await passes(waiting)).toBe(false);
    run.need('nothing');
    expect(await passes(waiting)).toBe(true);
    // The one that stood still goes on when the other has ended, and a third after that.
    const again = run.whenFree('model', signal);
    expect(await passes(again)).toBe(false);
    expect(await passes(second)).toBe(false);
    evaluation.release();
    expect(await Promise.race([again.then(() => 'run'), second.then(() => 'other')])).toBe('other');
    expect(await passes(again)).toBe(false);
    other.release();
    expect(await passes(again)).toBe(true);
  });

  it('claim at once where nobody has it, and not at all after a stop', async () => {
    const schedule = new Schedule();
    const run = schedule.claim('nothing');
    void run.whenFree('everything', signal);
    expect(schedule.busy).toBe(true);
    const stop = new AbortController();
    const evaluation = schedule.claim('nothing');
    const waiting = evaluation.whenFree('everything', stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'Aborted' });
    run.release();
    expect(schedule.busy).toBe(false);
  });
});

describe('what only looks at the model', () => {
  it('waits for whoever claims it, not for one that stands still', async () => {
    const schedule = new Schedule();
    const run = schedule.claim('model');
    const waiting = schedule.free();
    expect(await passes(waiting)).toBe(false);
    run.need('nothing');
    expect(schedule.busy).toBe(false);
    expect(await passes(waiting)).toBe(true);
    run.need('model');
    expect(await passes(schedule.free())).toBe(false);
    run.release();
    run.need('everything');
    expect(schedule.busy).toBe(false);
  });

  it('does not wait for a map, which only what is read ahead stands still for', async () => {
    const schedule = new Schedule();
    expect(schedule.working).toBe(false);
    const map = schedule.claim('cores');
    expect([schedule.working, schedule.busy]).toEqual([true, false]);
    expect(await passes(schedule.free())).toBe(true);
    expect(await passes(schedule.quiet())).toBe(true);
    map.release();
    expect(schedule.working).toBe(false);
  });

  it('hears of every change until it stops to listen', () => {
    const schedule = new Schedule();
    const heard: boolean[] = [];
    const stop = schedule.subscribe(() => heard.push(schedule.busy));
    const run = schedule.claim('everything');
    run.need('model');
    run.release();
    stop();
    schedule.claim('model');
    expect(heard).toEqual([true, true, false]);
  });
});

describe('turns', () => {
  it('come one after the other in a lane, side by side in others', async () => {
    const schedule = new Schedule();
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`${name} ends`);
    };
    await Promise.all([
      schedule.turn('map', work('a'), signal),
      schedule.turn('map', work('b'), signal),
      schedule.turn('ranking', work('c'), signal),
    ]);
    expect(log.indexOf('b begins')).toBeGreaterThan(log.indexOf('a ends'));
    expect(log.indexOf('c begins')).toBeLessThan(log.indexOf('a ends'));
  });

  it('are given up by a stop while they wait; those behind them go on', async () => {
    const schedule = new Schedule();
    let end: () => void = () => undefined;
    const first = schedule.turn(
      'map',
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
      signal,
    );
    const stop = new AbortController();
    let ran = false;
    const second = schedule.turn(
      'map',
      () => {
        ran = true;
        return Promise.resolve();
      },
      stop.signal,
    );
    const third = schedule.turn('map', () => Promise.resolve('third'), signal);
    stop.abort();
    await expect(second).rejects.toMatchObject({ code: 'Aborted' });
    await Promise.resolve();
    end();
    await first;
    expect(await third).toBe('third');
    expect(ran).toBe(false);
  });

  it('that have begun end as they see fit', async () => {
    const schedule = new Schedule();
    const stop = new AbortController();
    const work = schedule.turn(
      'map',
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return stop.signal.aborted;
      },
      stop.signal,
    );
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 1));
    stop.abort();
    expect(await work).toBe(true);
  });
});
