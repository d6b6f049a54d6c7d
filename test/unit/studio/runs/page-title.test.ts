import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../../src/methods/parameters';
import { samplingSchema } from '../../../../src/methods/sampling';
import { noNames } from '../../../../src/core/by-name';
import { progressOf } from '../../../../src/studio/job-bar/progress';
import { endSentence, pageTitle } from '../../../../src/studio/runs/pageTitle';
import { emptyEvaluation, type EvaluateState } from '../../../../src/studio/state/evaluate';
import type { QueuedRun } from '../../../../src/studio/state/queue';
import { idleRun, type RunState } from '../../../../src/studio/state/run';

function queued(id: number, status: QueuedRun['status'], made = 0): QueuedRun {
  const settings = {
    method: 'plain',
    parameters: {},
    sampling: defaultsOf(samplingSchema),
    edits: noNames(),
  };
  const own = { id, name: `run ${id}`, settings, folders: [], key: null };
  return { ...own, images: 10, status, made, pace: null };
}

const busy: RunState = {
  ...idleRun,
  status: 'running',
  activity: 'fox, image 3',
  imagesDone: 2,
  imagesTotal: 10,
  secondsPerImage: 2,
};
const done: RunState = { ...busy, status: 'done', imagesDone: 10 };

describe('the title of the page', () => {
  it('is the program at rest, and says how far all runs are while some are made', () => {
    expect(pageTitle([], idleRun, emptyEvaluation)).toBe('Stillroom');
    const runs = [queued(1, 'over', 10), queued(2, 'making'), queued(3, 'waiting')];
    expect(pageTitle(runs, busy, emptyEvaluation)).toBe('12 of 30, run 2 - Stillroom');
    expect(pageTitle(runs, { ...busy, status: 'paused' }, emptyEvaluation)).toBe(
      'Paused, 12 of 30, run 2 - Stillroom',
    );
  });

  it('says how far an evaluation is, in the words of its progress', () => {
    const evaluating: EvaluateState = {
      ...emptyEvaluation,
      status: 'running',
      cost: { trainings: 6, seconds: 60, flop: 1 },
      // Half of a training.
      live: {
        set: 'a',
        repeat: 0,
        epochs: 10,
        losses: [{ epoch: 5, loss: 1, learningRate: 0.1 }],
        accuracies: [],
      },
    };
    const title = (changed: Partial<EvaluateState>, run = idleRun) =>
      pageTitle([], run, { ...evaluating, ...changed });
    expect(title({})).toBe('0 of 6 trainings, Evaluate - Stillroom');
    expect(title({ status: 'paused' })).toBe('Paused, 0 of 6 trainings, Evaluate - Stillroom');
    const cost = { trainings: 1, seconds: 10, flop: 1 };
    expect(title({ valuing: { done: 3, total: 20, cost } })).toBe(
      '3 of 20 trainings, Evaluate - Stillroom',
    );
    expect(title({ status: 'preparing', cost: null })).toBe('Preparing, Evaluate - Stillroom');
    expect(title({ status: 'waiting', cost: null })).toBe('Waiting, Evaluate - Stillroom');
    expect(title({ status: 'done' })).toBe('Stillroom');
  });

  it('is about what works where a run and an evaluation wait for each other', () => {
    const runs = [queued(1, 'making')];
    const training: EvaluateState = { ...emptyEvaluation, status: 'running' };
    const waiting: EvaluateState = { ...emptyEvaluation, status: 'waiting' };
    const title = (status: RunState['status'], evaluate: EvaluateState) =>
      pageTitle(runs, { ...busy, status }, evaluate);
    expect(title('running', waiting)).toBe('2 of 10, run 1 - Stillroom');
    expect(title('preparing', training)).toBe('Preparing, Evaluate - Stillroom');
    expect(title('paused', training)).toBe('Preparing, Evaluate - Stillroom');
    expect(title('paused', { ...training, status: 'paused' })).toBe(
      'Paused, 2 of 10, run 1 - Stillroom',
    );
  });

  it('says what the runs came to when the last is over, and not before', () => {
    expect(endSentence([queued(1, 'over', 10), queued(2, 'waiting')], done)).toBeNull();
    expect(endSentence([queued(1, 'over', 10)], done)).toBe('Done: run 1');
    expect(endSentence([queued(1, 'over', 10), queued(2, 'over', 10)], done)).toBe('Done: 2 runs');
    expect(endSentence([queued(1, 'over', 2)], { ...busy, status: 'idle' })).toBe('Stopped: run 1');
    expect(endSentence([queued(1, 'over')], { ...done, imagesFailed: 3 })).toBe(
      'Done, with failures: run 1',
    );
    const failed: RunState = { ...busy, status: 'failed', error: 'The disk is full.' };
    expect(endSentence([queued(1, 'over', 2)], failed)).toBe(
      'Ended early: run 1. The disk is full.',
    );
  });
});

describe('the progress of several runs', () => {
  it('is one: images of all of them, and the time for all that is left', () => {
    const runs = [queued(1, 'over', 10), queued(2, 'making'), queued(3, 'waiting')];
    expect(progressOf(busy, runs, null)).toMatchObject({
      headline: 'Run 2 of 3: fox, image 3',
      figures: '12 of 30 images · 2.0 s an image · 36 s left',
      done: 12,
      total: 30,
    });
  });

  it('counts what was made when all are over, and promises no time', () => {
    const runs = [queued(1, 'over', 10), queued(2, 'over', 7)];
    expect(progressOf(done, runs, null)).toMatchObject({
      figures: '17 of 20 images · 2.0 s an image',
      done: 17,
      total: 20,
    });
  });
});
