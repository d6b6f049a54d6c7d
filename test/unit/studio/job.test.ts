/** What the job bar is about, and what its Pause and Cancel reach. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { byName, noNames } from '../../../src/core/by-name';
import { Schedule } from '../../../src/run/schedule';
import {
  jobCommands,
  letGoForWork,
  type JobParts,
} from '../../../src/studio/commands/job-commands';
import { evaluationHand, jobOf, type Works } from '../../../src/studio/job-bar/job';
import { arrived, settled, useArriving } from '../../../src/studio/state/arriving';
import { useBackground } from '../../../src/studio/state/background';
import {
  emptyCollection,
  useCollection,
  type ClassRow,
} from '../../../src/studio/state/collection';
import { useCompare } from '../../../src/studio/state/compare';
import { useEvaluate } from '../../../src/studio/state/evaluate';
import { useQueue, type QueuedRun } from '../../../src/studio/state/queue';
import { idleRun, useRun } from '../../../src/studio/state/run';
import { idleWindows, useWindows } from '../../../src/studio/state/windows';

const row: ClassRow = {
  folder: 'owl',
  name: 'owl',
  prompt: 'owl',
  usualPrompt: 'owl',
  imageCount: 40,
  heldOut: null,
  included: true,
  read: { state: 'running' },
  explored: { state: 'waiting' },
  notice: null,
  problem: null,
};
const rest: Works = {
  run: idleRun,
  queue: { runs: [] },
  evaluate: { status: 'idle' },
  windows: { classes: new Map() },
  classes: [],
  progress: noNames(),
  measuring: null,
  background: { paused: false },
};
const windowsOf = (status: 'running' | 'paused') => ({
  classes: byName({ fox: { ...idleWindows, status } }),
});

const queuedAs = (status: QueuedRun['status']) => ({ runs: [{ status } as QueuedRun] });

describe('the job', () => {
  it('is what a person asked for, before what the page does by itself', () => {
    expect(jobOf(rest)).toMatchObject({ kind: 'none', canPause: false, canCancel: false });
    const reading = { ...rest, classes: [row] };
    expect(jobOf(reading)).toMatchObject({ kind: 'background', canPause: true, canCancel: false });
    const scoring = { ...reading, windows: windowsOf('running') };
    expect(jobOf(scoring)).toMatchObject({ kind: 'scoring', folder: 'fox', canCancel: true });
    const running = { ...scoring, run: { ...idleRun, status: 'running' as const } };
    expect(jobOf(running)).toMatchObject({ kind: 'run', canPause: true });
  });

  it('is a run from the click on, which can be taken back before it begins', () => {
    const reading = { ...rest, classes: [row] };
    expect(jobOf({ ...reading, queue: queuedAs('waiting') })).toEqual({
      kind: 'run',
      paused: false,
      canPause: false,
      canCancel: true,
    });
    expect(jobOf({ ...reading, queue: queuedAs('over') }).kind).toBe('background');
  });

  it('is the class whose turn it is, also while it stands still and others wait behind it', () => {
    const classes = byName({
      owl: { ...idleWindows, status: 'waiting' as const },
      fox: { ...idleWindows, status: 'paused' as const },
    });
    expect(jobOf({ ...rest, windows: { classes } })).toMatchObject({
      kind: 'scoring',
      folder: 'fox',
      paused: true,
    });
    const waits = { classes: byName({ owl: { ...idleWindows, status: 'waiting' as const } }) };
    expect(jobOf({ ...rest, windows: waits })).toMatchObject({ canPause: false, canCancel: true });
  });

  it('is the same for the evaluation’s own tab and for the job bar', () => {
    for (const status of ['waiting', 'preparing', 'running', 'paused', 'stopping'] as const) {
      expect(jobOf({ ...rest, evaluate: { status } })).toEqual({
        kind: 'evaluation',
        ...evaluationHand({ status }),
      });
    }
    expect(evaluationHand({ status: 'idle' })).toEqual({
      paused: false,
      canPause: false,
      canCancel: false,
    });
  });

  it('is what works, before what stands still or waits for it', () => {
    const evaluating = { ...rest, evaluate: { status: 'running' as const } };
    const waiting = { ...evaluating, run: { ...idleRun, status: 'preparing' as const } };
    expect(jobOf(waiting).kind).toBe('evaluation');
    const paused = { ...evaluating, run: { ...idleRun, status: 'paused' as const } };
    expect(jobOf(paused).kind).toBe('evaluation');
    const both = { ...paused, evaluate: { status: 'paused' as const } };
    expect(jobOf(both)).toMatchObject({ kind: 'run', paused: true });
  });

  it('can be measuring, which Cancel stops, and standing still, which Resume ends', () => {
    const measuring = { text: 'Measuring owl', done: 1, total: 4 };
    expect(jobOf({ ...rest, measuring })).toMatchObject({ kind: 'background', canCancel: true });
    const held = { ...rest, background: { paused: true } };
    expect(jobOf(held)).toMatchObject({ kind: 'background', work: null, paused: true });
  });
});

describe('Pause, Resume and Cancel', () => {
  let told: string[] = [];
  const say = (text: string) => (folder?: string) =>
    void told.push(`${text} ${folder ?? ''}`.trim());
  const hand = (who: string) => ({
    pause: say(`${who} pause`),
    resume: say(`${who} resume`),
    cancel: say(`${who} cancel`),
    stop: say(`${who} stop`),
  });
  const schedule = new Schedule();
  const parts: JobParts = {
    schedule,
    run: hand('run'),
    evaluate: hand('evaluation'),
    windows: hand('scoring'),
    explore: hand('map'),
    compare: hand('measuring'),
  };
  const job = jobCommands(parts);

  // Files share the stores.
  const rest = () => {
    told = [];
    useRun.setState(idleRun);
    useQueue.setState({ runs: [] });
    useEvaluate.setState({ status: 'idle' });
    useWindows.setState({ classes: new Map() });
    useCollection.setState(emptyCollection);
    useCompare.setState({ measuring: null });
    useBackground.setState({ paused: false });
  };
  beforeEach(rest);
  afterEach(rest);

  it('reach the run, the evaluation, the scoring, the map and the numbers', () => {
    useRun.setState({ status: 'running' });
    job.pause();
    useRun.setState({ status: 'done' });
    useEvaluate.setState({ status: 'paused' });
    job.resume();
    job.cancel();
    useEvaluate.setState({ status: 'idle' });
    useWindows.setState(windowsOf('running'));
    job.pause();
    job.cancel();
    useWindows.setState({ classes: new Map() });
    const mapped = { ...row, read: { state: 'done' as const } };
    useCollection.setState({
      classes: [{ ...mapped, explored: { state: 'running' } }],
    });
    job.cancel();
    useCollection.setState(emptyCollection);
    useCompare.setState({ measuring: { text: '', done: 0, total: 2 } });
    job.cancel();
    expect(told).toEqual([
      'run pause',
      'evaluation resume',
      'evaluation stop',
      'scoring pause fox',
      'scoring cancel fox',
      'map cancel owl',
      'measuring stop',
    ]);
  });

  it('mean a run from the click on, and nothing behind it', () => {
    const end = letGoForWork(parts);
    useCollection.setState({ classes: [row] });
    job.pause();
    expect(schedule.held).toBe(true);
    useQueue.setState(queuedAs('waiting'));
    expect([schedule.held, useBackground.getState().paused]).toEqual([false, false]);
    job.cancel();
    end();
    expect(told).toEqual(['run cancel']);
  });

  it('hold what the page does by itself, until Resume or until a person asks for more', async () => {
    const end = letGoForWork(parts);
    const goes = (wait: Promise<void>) =>
      Promise.race([wait.then(() => true), new Promise((done) => setTimeout(done, 5, false))]);
    useCollection.setState({ classes: [row] });
    job.pause();
    expect([await goes(schedule.quiet()), schedule.held]).toEqual([false, true]);
    expect(schedule.busy).toBe(false);
    job.resume();
    expect([await goes(schedule.quiet()), schedule.held]).toEqual([true, false]);
    job.pause();
    useRun.setState({ status: 'preparing' });
    expect(useBackground.getState().paused).toBe(false);
    expect(schedule.held).toBe(false);
    end();
    expect(told).toEqual([]);
  });
});

describe('pictures stand there as they are read, until their class is', () => {
  const urlOf = (name: string) => () => `blob:${name}`;
  const names = (folder: string) =>
    useArriving
      .getState()
      .classes.get(folder)
      ?.map((url) => url());
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    settled(null);
    vi.runAllTimers();
    vi.useRealTimers();
  });

  it('the first at once, and so many of a class that a screen is full', () => {
    arrived('owl', urlOf('1'));
    expect(names('owl')).toEqual(['blob:1']);
    arrived('fox', urlOf('2'));
    for (let i = 0; i < 300; i++) arrived('owl', urlOf(`${i}`));
    vi.runAllTimers();
    expect(names('owl')?.slice(0, 2)).toEqual(['blob:1', 'blob:0']);
    expect(names('owl')).toHaveLength(200);
    settled('owl');
    expect([...useArriving.getState().classes.keys()]).toEqual(['fox']);
    settled(null);
    expect(useArriving.getState().classes.size).toBe(0);
  });

  it('those that come within a tenth of a second together', () => {
    let drawn = 0;
    const stop = useArriving.subscribe(() => {
      drawn += 1;
    });
    for (let i = 0; i < 30; i++) {
      arrived('owl', urlOf(`${i}`));
      vi.advanceTimersByTime(10);
    }
    vi.runAllTimers();
    stop();
    expect(names('owl')).toHaveLength(30);
    // The first, then those of each tenth of the third of a second.
    expect(drawn).toBe(4);
  });

  it('none of a class that is read meanwhile', () => {
    arrived('owl', urlOf('1'));
    arrived('owl', urlOf('2'));
    settled('owl');
    vi.runAllTimers();
    expect(useArriving.getState().classes.size).toBe(0);
  });
});
