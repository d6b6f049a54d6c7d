import { describe, expect, it } from 'vitest';
import type { Terminal } from '../../../src/command/command';
import { Count } from '../../../src/command/reports/count';
import { progressLine, rateText } from '../../../src/command/reports/progress-text';
import { jsonReport, textReport } from '../../../src/command/reports/reports';
import type { WorkEvent } from '../../../src/command/work-order';

const begun: WorkEvent = { event: 'begun', classes: 2, ofClasses: 9, images: 10 };
const image = (index: number, found = false, seconds = 2): WorkEvent => ({
  event: 'image',
  class: 'owl',
  index,
  found,
  seconds: found ? 0 : seconds,
});
const ended: WorkEvent = {
  event: 'ended',
  outcome: 'done',
  images: 10,
  missing: 0,
  message: '',
  exitCode: 0,
};

function terminal(status: boolean) {
  const out: string[] = [];
  const err: string[] = [];
  const shown: string[] = [];
  const made: Terminal = {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    status: status ? (line) => shown.push(line) : null,
    closed: new AbortController().signal,
    columns: 60,
    entry: new URL('file:///stillroom.mjs'),
  };
  return { made, out, err, shown };
}

describe('the count', () => {
  it('takes rate and time left from images that are made, not from found ones', () => {
    let now = 0;
    const count = new Count(() => now);
    count.take(begun);
    for (let index = 0; index < 4; index++) count.take(image(index, true));
    expect([count.done, count.rate, count.left]).toEqual([4, null, null]);
    now = 2000;
    count.take(image(4));
    expect([count.done, count.rate, count.left]).toEqual([5, 0.5, 10]);
    now = 4000;
    count.take(image(5));
    expect([count.rate, count.left]).toEqual([0.5, 8]);
    count.take({ event: 'class-failed', class: 'fox', message: '', missing: 3 });
    expect(count.left).toBe(2);
  });

  it('follows a rate that changes', () => {
    let now = 0;
    const count = new Count(() => now);
    count.take({ ...begun, images: 1000 });
    for (let index = 0; index < 100; index++) {
      now += 1000;
      count.take(image(index, false, 1));
    }
    for (let index = 100; index < 130; index++) {
      now += 4000;
      count.take(image(index, false, 4));
    }
    expect(count.rate).toBeCloseTo(0.25, 6);
  });
});

describe('the line', () => {
  it('says of images of minutes how long one takes, in minutes', () => {
    const said = [0.5, 5, 9.96, 80, 125].map((seconds) => rateText(1 / seconds));
    expect(said).toEqual([
      '2.0 images/s',
      '5.0 s an image',
      '10 s an image',
      '1 min 20 s an image',
      '2 min 05 s an image',
    ]);
  });

  it('shows a bar, counts, rate and time left in the columns that there are', () => {
    const progress = { done: 3, total: 12, rate: 0.5, left: 18, activity: 'owl' };
    expect(progressLine(progress, 100)).toBe(
      '[######------------------] 3 of 12 images, 2.0 s an image, 18 s left  owl',
    );
    expect(progressLine(progress, 40)).toHaveLength(39);
    // Before the classes are listed, and in an evaluation, which trains and makes no images.
    const nothing = { done: 0, total: 0, rate: null, left: null, activity: 'Listing' };
    expect(progressLine(nothing, 100)).toBe('Listing');
  });
});

describe('a report', () => {
  it('in JSON is the events, a line each', () => {
    const { made, out } = terminal(true);
    const report = jsonReport(made);
    const events = [begun, image(0), ended];
    for (const event of events) report.take(event);
    expect(out.map((line) => JSON.parse(line) as WorkEvent)).toEqual(events);
  });

  it('of a merge shows how much of the set is written', () => {
    const { made, err, shown } = terminal(true);
    let now = 0;
    const report = textReport({ ...made, columns: 100 }, () => now);
    for (const done of [10, 30]) {
      now += 2000;
      report.take({ event: 'written', done, total: 80 });
    }
    report.take({ event: 'merged', file: 'set.zip', pictures: 80, classes: 4 });
    expect(shown.at(-2)).toContain('30 of 80 images, 10.0 images/s, 5 s left');
    expect(shown.at(-1)).toBe('');
    expect(err).toEqual(['set.zip: 80 pictures of 4 classes']);
  });

  it('on a terminal ends without its bar', () => {
    const { made, err, shown } = terminal(true);
    const report = textReport(made, () => 0);
    for (const event of [begun, image(0), ended]) report.take(event);
    expect(shown.at(-2)).toContain('1 of 10 images');
    expect(shown.at(-1)).toBe('');
    expect(err).toEqual(['10 images of 2 of 9 classes', 'Done: 10 images are there.']);
  });

  it('in a log says now and then how far it is', () => {
    const { made, err } = terminal(false);
    let now = 0;
    const report = textReport(made, () => now);
    report.take(begun);
    for (let index = 0; index < 9; index++) {
      now += 10_000;
      report.take(image(index, false, 10));
    }
    const said = err.filter((line) => line.includes(' of 10 images'));
    expect(said).toEqual([
      '3 of 10 images, 10 s an image, 1 min 10 s left',
      '6 of 10 images, 10 s an image, 40 s left',
      '9 of 10 images, 10 s an image, 10 s left',
    ]);
  });
});
