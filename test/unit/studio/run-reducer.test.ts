import { noNames } from '../../../src/core/by-name';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/run/events';
import { runAfter, runEnded, withImage } from '../../../src/studio/adapters/run-reducer';
import { idleRun, type RunState, type SyntheticImage } from '../../../src/studio/state/run';
import { runRecord, storedImage } from './run-record';

const starting: RunState = { ...idleRun, status: 'preparing' };

function shown(folder: string, index: number, seconds: number): SyntheticImage {
  const whole = {
    origin: 'generated',
    coreImage: null,
    size: 64,
    url: 'blob:',
    report: [],
  } as const;
  return { ...whole, folder, index, seconds };
}

function after(state: RunState, event: RunEvent, worked = 0): RunState {
  return { ...state, ...runAfter(state, event, { worked, imagesPerClass: 3 }) };
}

function finished(state: RunState, image: SyntheticImage, found = false, worked = 0): RunState {
  const { folder, index, seconds } = image;
  const place = { folder, index, key: `${folder}${index}`, core: null };
  return after(state, { kind: 'image', place, image: storedImage(seconds), found }, worked);
}

const record = runRecord({ folders: ['fox', 'owl'], imagesPerClass: 3 });

describe('a run as the page shows it', () => {
  it('counts to the images of all classes, once', () => {
    const begun = after(starting, { kind: 'record', record });
    expect(begun.imagesTotal).toBe(6);
    const failed = after(begun, { kind: 'class-failed', folder: 'owl', message: 'no', missing: 2 });
    expect([failed.imagesTotal, failed.imagesFailed]).toEqual([4, 2]);
    const both = after(failed, { kind: 'class-failed', folder: 'fox', message: 'no', missing: 3 });
    expect([both.imagesTotal, both.imagesFailed]).toEqual([1, 5]);
    expect(after(failed, { kind: 'record', record }).imagesTotal).toBe(4);
    const none = after(both, { kind: 'class-failed', folder: 'elk', message: 'no', missing: 1 });
    const last = after(none, { kind: 'record', record });
    expect([last.imagesTotal, last.imagesFailed]).toEqual([0, 6]);
  });

  it('knows the pace from the images that were made, not from those that were found', () => {
    let state = after(starting, { kind: 'record', record });
    state = finished(state, shown('fox', 0, 90), true);
    expect([state.imagesDone, state.secondsPerImage]).toEqual([1, null]);
    state = finished(state, shown('fox', 1, 2));
    state = finished(state, shown('fox', 2, 4));
    expect([state.imagesDone, state.secondsPerImage]).toEqual([3, 3]);
  });

  it('knows which classes are over or begun, and of which something was made', () => {
    let state = after(starting, { kind: 'record', record });
    state = finished(state, shown('fox', 0, 90), true, 0.5);
    expect(state.time).toMatchObject({ worked: 0.5, reached: new Set(['fox']) });
    expect(state.time.prepared.size).toBe(0);
    state = finished(state, shown('fox', 1, 2), false, 4);
    expect(state.time).toMatchObject({ worked: 4, prepared: new Set(['fox']) });
    const failed = { kind: 'class-failed', folder: 'owl', message: 'no', missing: 3 } as const;
    expect(after(state, failed, 5).time.reached).toEqual(new Set(['fox', 'owl']));
  });

  it('holds the images of a class in their order, each place once', () => {
    const places = [
      shown('fox', 2, 1),
      shown('fox', 0, 1),
      { ...shown('fox', 2, 1), url: 'blob:new' },
    ];
    const results = places.reduce(withImage, noNames());
    expect(results.get('fox')?.map(({ index, url }) => [index, url])).toEqual([
      [0, 'blob:'],
      [2, 'blob:new'],
    ]);
  });

  it('says what happens, and stays paused and cancelling while it is', () => {
    const event: RunEvent = { kind: 'activity', text: 'Reading fox' };
    expect(after(starting, event)).toMatchObject({ status: 'running', activity: 'Reading fox' });
    for (const status of ['paused', 'cancelling'] as const) {
      expect(after({ ...starting, status }, event).status).toBe(status);
    }
  });

  it('draws a step where the pack can, and counts it where it cannot', () => {
    const pictures = [new Uint8Array(12)];
    const step = { step: 1, steps: 8, pictures, width: 2 };
    const told = after(starting, { kind: 'step', folder: 'fox', first: 1, event: step });
    expect(told.live).toEqual({ folder: 'fox', first: 1, step: 1, steps: 8, size: 2, pictures });
    const blind = {
      kind: 'step',
      folder: 'fox',
      first: 1,
      event: { ...step, pictures: [] },
    } as const;
    expect(after(starting, blind).live).toMatchObject({ step: 1, steps: 8, pictures: [] });
  });

  it('ends as it ended: only what is done is not to be gone on with', () => {
    expect(runEnded({ kind: 'done', made: 6, missing: 0 })).toMatchObject({
      status: 'done',
      resumable: false,
    });
    expect(runEnded({ kind: 'stopped', made: 1 })).toMatchObject({
      status: 'idle',
      resumable: true,
    });
    expect(runEnded({ kind: 'stopped', made: 0 }).resumable).toBe(false);
    expect(
      runEnded({
        kind: 'failed',
        made: 2,
        code: 'ModelChanged',
        message: 'Another model was chosen.',
      }),
    ).toMatchObject({
      status: 'failed',
      error: 'Another model was chosen.',
      resumable: true,
    });
  });
});
