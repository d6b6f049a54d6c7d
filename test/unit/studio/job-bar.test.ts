import { byName, noNames, type ByName } from '../../../src/core/by-name';
import { describe, expect, it } from 'vitest';
import { stageLine } from '../../../src/studio/collection/stageLine';
import { approach } from '../../../src/studio/compare/approach';
import { needsLog, shareLines, valueLine } from '../../../src/studio/distil/guidanceLines';
import { leftText } from '../../../src/studio/job-bar/duration';
import { otherWork, workFigures } from '../../../src/studio/job-bar/otherWork';
import { scoringWork } from '../../../src/studio/job-bar/scoringWork';
import { progressOf } from '../../../src/studio/job-bar/progress';
import { distillObstacle } from '../../../src/studio/job-bar/readiness';
import type { ClassRow } from '../../../src/studio/state/collection';
import type { QueuedRun } from '../../../src/studio/state/queue';
import { idleRun, type ReportRow } from '../../../src/studio/state/run';
import type { Settings } from '../../../src/studio/state/settings';
import { idleWindows, type ClassWindows } from '../../../src/studio/state/windows';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import type { WindowScoring } from '../../../src/methods/windows/plan';
import { stepCost } from '../../../src/run/stages/windows/step-costs';

const row: ClassRow = {
  folder: 'bell',
  name: 'bell',
  prompt: 'bell',
  usualPrompt: 'bell',
  imageCount: 240,
  heldOut: 0,
  included: true,
  read: { state: 'done' },
  explored: { state: 'waiting' },
  notice: null,
  problem: null,
};

describe('why Distill cannot be pressed', () => {
  it('names the first thing to do', () => {
    const restored = { restored: true };
    expect(distillObstacle([], 'ready', restored)).toMatch(/collection/);
    expect(distillObstacle([{ ...row, included: false }], 'ready', restored)).toMatch(/Tick/);
    expect(distillObstacle([{ ...row, problem: 'too few' }], 'ready', restored)).toMatch(/ticked/);
    expect(distillObstacle([row], 'loading', restored)).toMatch(/loading/);
  });

  it('is the last visit as long as its settings are not on the page', () => {
    expect(distillObstacle([row], 'ready', { restored: false })).toMatch(/last visit/);
  });

  it('is nothing when a class can be made and the model is there', () => {
    expect(distillObstacle([row], 'ready', { restored: true })).toBeNull();
  });
});

describe('the job bar', () => {
  it('counts images, pace and time left while it runs', () => {
    const run = {
      ...idleRun,
      status: 'running' as const,
      activity: 'bell, image 4',
      imagesDone: 3,
      imagesTotal: 60,
      secondsPerImage: 1.26,
    };
    expect(progressOf(run, [], null)).toEqual({
      headline: 'bell, image 4',
      figures: '3 of 60 images · 1.3 s an image · 1 min 12 s left',
      done: 3,
      total: 60,
      label: 'Images done',
    });
  });

  it('has less time left with every step of an image that takes minutes', () => {
    const run = {
      ...idleRun,
      status: 'running' as const,
      imagesDone: 1,
      imagesTotal: 4,
      secondsPerImage: 600,
      live: { folder: 'bell', first: 1, step: 20, steps: 25, size: 64, pictures: [] },
    };
    // Two images and a fifth of one; of two that are made together two fifths are left.
    expect(progressOf(run, [], null).figures).toMatch(/22 min 00 s left$/);
    const pictures = [new Uint8Array(3), new Uint8Array(3)];
    const together = { ...run, live: { ...run.live, pictures } };
    expect(progressOf(together, [], null).figures).toMatch(/14 min 00 s left$/);
  });

  describe('where it is the classes that take time, not their images', () => {
    const run = {
      ...idleRun,
      status: 'running' as const,
      imagesDone: 33,
      imagesTotal: 400,
      paces: Array.from({ length: 33 }, () => 0.002),
      secondsPerImage: 0.002,
    };
    const folders = (count: number) => new Set(Array.from({ length: count }, (_, i) => `c${i}`));
    const time = { worked: 2.5, imagesPerClass: 2, reached: folders(17), prepared: folders(17) };
    const figuresOf = (change: Partial<typeof run>) =>
      progressOf({ ...run, ...change, time }, [], null).figures;

    it('counts what comes before the images', () => {
      // 2.4 s for 34 images of 17 classes, and 366 of the others: 26 s, and 0.7 s of images.
      expect(figuresOf({})).toBe('33 of 400 images · 0.07 s an image · 27 s left');
    });

    it('counts what a class took once, however many images it has', () => {
      const one = { worked: 21, imagesPerClass: 10, reached: folders(1), prepared: folders(1) };
      const made = { imagesDone: 1, paces: [1], secondsPerImage: 1 };
      const left = (imagesTotal: number) =>
        progressOf({ ...run, ...made, imagesTotal, time: one }, [], null).figures;
      expect(left(10)).toMatch(/ 9 s left$/);
      // Nineteen images of 1 s, and 20 s before those of the second class.
      expect(left(20)).toMatch(/ 39 s left$/);
    });

    it('leaves out what was found, and what failed', () => {
      const rest = { worked: 2, imagesPerClass: 2, reached: folders(199), prepared: folders(1) };
      const found = { imagesDone: 398, paces: [0, 0], secondsPerImage: 0 };
      expect(progressOf({ ...run, ...found, time: rest }, [], null).figures).toMatch(/ 2 s left$/);
      const failed = { ...run, imagesDone: 2, imagesTotal: 2, imagesFailed: 398, time: rest };
      expect(progressOf(failed, [], null).figures).toMatch(/less than 1 s left$/);
    });

    it('is so for the runs of a queue that wait', () => {
      const settings = {
        method: 'herding',
        parameters: {},
        sampling: defaultsOf(samplingSchema),
        edits: noNames(),
      };
      const order = { name: '', settings, folders: [], key: null, images: 400, made: 0 };
      const runs: QueuedRun[] = [
        { ...order, id: 1, status: 'making', pace: null },
        { ...order, id: 2, status: 'waiting', pace: null },
      ];
      // Another 400 images of 0.07 s.
      expect(progressOf({ ...run, time }, runs, null).figures).toMatch(/ 56 s left$/);
    });
  });

  it('tells a cancelled run from a finished one', () => {
    const half = { ...idleRun, status: 'done' as const, imagesDone: 3, imagesTotal: 6 };
    expect(progressOf(half, [], null).headline).toMatch(/Stopped/);
    expect(progressOf({ ...half, imagesDone: 6 }, [], null).headline).toMatch(/Done/);
  });

  it('never calls a run done that made nothing, and counts what failed beside what was made', () => {
    const none = { ...idleRun, status: 'done' as const, imagesFailed: 10 };
    expect(progressOf(none, [], null).headline).toBe(
      '0 made, 10 failed. The classes say why: fewer images a class, or other settings, may do.',
    );
    const some = { ...none, imagesDone: 90, imagesTotal: 90 };
    expect(progressOf(some, [], null).headline).toBe(
      '90 made, 10 failed. Export what there is, or see at the classes why.',
    );
    expect(progressOf(some, [], null).figures).toBe('90 of 100 images');
    expect(progressOf(some, [], null)).toMatchObject({ done: 90, total: 100 });
  });

  it('says that an unfinished run can go on', () => {
    expect(progressOf({ ...idleRun, resumable: true }, [], null).headline).toMatch(/unfinished/);
    expect(progressOf({ ...idleRun, resumable: true }, [], 'The model is loading.').headline).toBe(
      'The model is loading.',
    );
  });
});

describe('the time left of a queue', () => {
  const settingsOf = (method: string): Settings => ({
    method,
    parameters: {},
    sampling: defaultsOf(samplingSchema),
    edits: noNames(),
  });
  const queued = (
    method: string,
    status: QueuedRun['status'],
    pace: number | null = null,
  ): QueuedRun => ({
    id: 0,
    name: method,
    settings: settingsOf(method),
    folders: [],
    key: null,
    images: 60,
    status,
    made: status === 'over' ? 60 : 0,
    pace,
  });
  const run = {
    ...idleRun,
    status: 'running' as const,
    imagesDone: 30,
    imagesTotal: 60,
    secondsPerImage: 0.01,
  };

  it('is over all that waits, each at the pace of its own method', () => {
    const runs = [
      queued('coda', 'over', 2),
      queued('random-real', 'making'),
      queued('coda', 'waiting'),
      queued('random-real', 'waiting'),
    ];
    // 0.3 s of this run, 60 images of 2 s, 60 of 0.01 s.
    expect(progressOf(run, runs, null).figures).toBe(
      '90 of 240 images · 0.01 s an image · 2 min 01 s left',
    );
  });

  it('is said as the least where a method waits of which nothing was made', () => {
    const runs = [queued('random-real', 'making'), queued('coda', 'waiting')];
    expect(progressOf(run, runs, null).figures).toBe('30 of 120 images · 0.01 s an image');
    const slow = { ...run, secondsPerImage: 1 };
    expect(progressOf(slow, runs, null).figures).toBe(
      '30 of 120 images · 1.0 s an image · more than 30 s left',
    );
  });
});

describe('scoring in the job bar', () => {
  const classes = [row, { ...row, folder: 'owl', name: 'owl', imageCount: 100 }];
  const scored = (status: ClassWindows['status'], progress: ClassWindows['progress'] = null) => ({
    ...idleWindows,
    status,
    progress,
  });

  it('counts the step under way, and what is left over later steps and classes that wait', () => {
    // An image is 4 draws of two calls: 8 of scoring, 1 of encoding, 1 of describing, 0.1 of choosing.
    const plan = { variant: 'typicality', draws: 4 } as WindowScoring;
    const progress = {
      text: 'Scoring bell',
      done: 40,
      total: 240,
      cost: stepCost('scoring', plan),
    };
    const windows = byName({ bell: scored('running', progress), owl: scored('waiting') });
    const work = scoringWork('bell', windows, classes);
    expect(work).toMatchObject({ headline: 'Scoring bell', done: 40, total: 240 });
    expect(work.left).toBeCloseTo(200 + (240 * 1.1) / 8 + (100 * 10.1) / 8, 9);
    expect(workFigures(work, 4)).toBe('40 of 240 images · 4.0 a second · 1 min 30 s left');
  });

  it('has something left until the last step of the last class', () => {
    const cost = stepCost('describing', { variant: 'typicality', draws: 4 } as WindowScoring);
    const progress = { text: 'Describing bell', done: 240, total: 240, cost };
    const of = (windows: Record<string, ClassWindows>) =>
      scoringWork('bell', byName(windows), classes).left;
    expect(of({ bell: scored('running', progress) })).toBe(0);
    expect(of({ bell: scored('running', progress), owl: scored('waiting') })).toBeGreaterThan(0);
  });
});

describe('a class in one line', () => {
  it('says what runs before what is done, and a failure before both', () => {
    const reading = { ...row, read: { state: 'running' as const } };
    expect(stageLine(reading, { done: 60, total: 240 }, 0, 10)).toEqual({
      text: 'Reading 60 of 240',
      progress: 0.25,
    });
    const mapped = { ...row, explored: { state: 'done' as const } };
    expect(stageLine(mapped, undefined, 4, 10).text).toBe('240 images · mapped · 4 of 10 made');
    const failed = { ...reading, explored: { state: 'failed' as const, message: 'Out of memory' } };
    expect(stageLine(failed, undefined, 0, 10)).toEqual({ text: 'Out of memory', progress: null });
  });
});

describe('a guidance report', () => {
  const step = (i: number, shares: ByName<number>, distance: number | null): ReportRow => ({
    step: i,
    timestep: 999 - i,
    sigma: 1,
    shares,
    distance,
    loss: null,
  });
  const report = [
    step(0, byName({ alignment: 0.5 }), 40),
    step(1, byName({ alignment: 0.25, mode: 0.1 }), 20),
  ];

  it('has a line a term, with gaps where a term was not active', () => {
    expect(shareLines(report).map(({ name, values }) => [name, values])).toEqual([
      ['alignment', [0.5, 0.25]],
      ['mode', [null, 0.1]],
    ]);
  });

  it('has a distance only where one is known', () => {
    expect(valueLine(report, 'distance', 'red')?.values).toEqual([40, 20]);
    expect(valueLine(report, 'loss', 'red')).toBeNull();
    expect(valueLine([step(0, noNames(), null)], 'distance', 'red')).toBeNull();
  });

  it('goes to a log scale where a term would look like nothing beside another', () => {
    expect(needsLog(shareLines(report))).toBe(false);
    const official = [step(0, byName({ alignment: 0.5, transport: 2e-5 }), null)];
    expect(needsLog(shareLines(official))).toBe(true);
    expect(needsLog(shareLines([step(0, byName({ transport: 2e-5 }), null)]))).toBe(true);
    expect(needsLog(shareLines([step(0, byName({ transport: 0 }), null)]))).toBe(false);
  });

  it('averages how near a class came to its cores', () => {
    const image = {
      folder: 'bell',
      index: 0,
      origin: 'generated' as const,
      coreImage: 0,
      size: 64,
      url: '',
      seconds: 1,
      report,
    };
    const other = {
      ...image,
      report: [step(0, noNames(), 20), step(1, noNames(), null), step(2, noNames(), 10)],
    };
    expect(approach([image, other])).toEqual({ first: 30, last: 15 });
    expect(approach([{ ...image, report: [] }])).toBeNull();
  });
});

describe('what the page works at before a run', () => {
  const running = { state: 'running' as const };

  it('is read images over all classes, with a rate and what is left over all of them', () => {
    const classes = [
      { ...row, imageCount: 90, heldOut: 10 },
      { ...row, folder: 'owl', name: 'owl', imageCount: 200, read: running },
      { ...row, folder: 'fox', imageCount: 100, read: { state: 'waiting' as const } },
      // It takes no part, and is not read.
      { ...row, folder: 'elk', included: false, read: { state: 'waiting' as const } },
    ];
    const work = otherWork(classes, byName({ owl: { done: 50, total: 200 } }), null);
    expect(work).toMatchObject({ headline: 'Reading images: owl', done: 150, total: 400 });
    if (work === null) throw new Error('nothing');
    expect(workFigures(work, null)).toBe('150 of 400 images');
    expect(workFigures(work, 50)).toBe('150 of 400 images · 50 a second · 5 s left');
    expect(workFigures(work, 1000)).toMatch(/less than 1 s left$/);
  });

  it('is the map of a class, else what is measured, else nothing', () => {
    const mapped = [{ ...row, explored: running }];
    const progress = byName({ [row.folder]: { done: 1, total: 4 } });
    const map = otherWork(mapped, progress, { text: 'Measuring bell', done: 1, total: 6 });
    expect(map).toMatchObject({ headline: 'Mapping bell' });
    expect(map && workFigures(map, 0.25)).toBe('25 % · 6.3 % a second · 12 s left');
    const measured = otherWork([row], noNames(), { text: 'Measuring bell', done: 1, total: 6 });
    expect(measured && workFigures(measured, 0.5)).toBe('1 of 6 classes · 10 s left');
    expect(otherWork([row], noNames(), null)).toBeNull();
  });

  it('never says that nothing is left of what is not done', () => {
    for (const seconds of [0, 0.2, 0.49, 0.99])
      expect(leftText(seconds)).toBe('less than 1 s left');
    expect(leftText(1)).toBe('1 s left');
  });
});
