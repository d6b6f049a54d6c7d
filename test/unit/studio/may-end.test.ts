/** What a change would end is asked about first. */
import { afterEach, describe, expect, it } from 'vitest';
import type { PageParts } from '../../../src/studio/adapters/page-parts';
import { CollectionCommands } from '../../../src/studio/commands/collection/collection-commands';
import { chooseExcluded } from '../../../src/studio/commands/explore/exclusion';
import type { RunCommands } from '../../../src/studio/commands/run/run-commands';
import { underWay } from '../../../src/studio/commands/under-way';
import { useEvaluate, type EvaluationStatus } from '../../../src/studio/state/evaluate';
import { asksNothing, useQuestion } from '../../../src/studio/state/question';
import { useQueue, type QueuedRun } from '../../../src/studio/state/queue';
import { idleRun, useRun, type RunStatus } from '../../../src/studio/state/run';
import { patchWindows, useWindows } from '../../../src/studio/state/windows';

function working(run: RunStatus, waiting: number, evaluation: EvaluationStatus): void {
  useRun.setState({ ...idleRun, status: run });
  const runs = Array.from({ length: waiting }, (_, id) => ({ id, status: 'waiting' }) as QueuedRun);
  useQueue.setState({ runs });
  useEvaluate.setState({ status: evaluation });
}

afterEach(() => {
  working('idle', 0, 'idle');
  useQuestion.setState(asksNothing);
  useWindows.setState(useWindows.getInitialState());
});

describe('what is under way', () => {
  it.each<[RunStatus, number, EvaluationStatus, string]>([
    ['idle', 0, 'done', ''],
    ['idle', 0, 'paused', 'the evaluation'],
    ['paused', 1, 'idle', 'the run under way and 1 run that waits'],
    ['running', 2, 'waiting', 'the run under way, 2 runs that wait and the evaluation'],
    ['cancelling', 0, 'stopping', ''],
  ])('is named: a run %s, %i that wait, an evaluation %s', (run, waiting, evaluation, words) => {
    working(run, waiting, evaluation);
    expect(underWay()).toBe(words);
  });

  it('names the scoring of windows', () => {
    patchWindows('owl', { status: 'waiting' });
    expect(underWay()).toBe('the scoring of windows');
    patchWindows('owl', { status: 'ready' });
    expect(underWay()).toBe('');
  });
});

const DEEDS = { holdOut: 'holds 30 out', frame: 'sees squash', leaveOut: 'leaves out of owl' };

/** A collection with a tenth held out, on a page that notes what becomes of it. */
function page() {
  const said: string[] = [];
  const parts = {
    library: {
      source: { split: { kind: 'share', percent: 10 }, framing: 'crop' },
      holdOut: (share: number) => said.push(`holds ${share} out`),
      frame: (framing: string) => said.push(`sees ${framing}`),
      exclude: (folder: string) => said.push(`leaves out of ${folder}`),
    },
    memory: Promise.resolve({ saveUse: () => Promise.resolve() }),
    shown: { handle: null, clear: () => undefined },
    tabRecord: { say: () => Promise.resolve() },
  } as unknown as PageParts;
  const forget = () => said.push('forgets');
  const run = { end: () => Promise.resolve(said.push('ends')) } as unknown as RunCommands;
  const collection = new CollectionCommands(parts, run, forget);
  const takeRunOff = (why: string) => collection.takeRunOff(why);
  return {
    said,
    holdOut: () => collection.holdOut(30),
    frame: () => collection.frame('squash'),
    leaveOut: () =>
      chooseExcluded(parts, { forget: () => void forget(), takeRunOff }, 'owl', ['1']),
  };
}

describe.each(['holdOut', 'frame', 'leaveOut'] as const)('a change of the images: %s', (change) => {
  it('is not made, and ends nothing, where the answer is no', async () => {
    working('idle', 2, 'paused');
    const { said, ...changes } = page();
    const made = changes[change]();
    expect(useQuestion.getState().question?.text).toBe(
      'This ends 2 runs that wait and the evaluation. What is finished is kept.',
    );
    useQuestion.getState().answer(false);
    await made;
    expect(said).toEqual([]);
  });

  it('is made where the answer is yes', async () => {
    working('idle', 2, 'paused');
    const { said, ...changes } = page();
    const made = changes[change]();
    useQuestion.getState().answer(true);
    await made;
    expect(said.toSorted()).toEqual(['ends', 'forgets', DEEDS[change]]);
  });

  it('is made unasked at rest', async () => {
    const { said, ...changes } = page();
    const made = changes[change]();
    expect(useQuestion.getState().question).toBeNull();
    await made;
    expect(said.toSorted()).toEqual(['ends', 'forgets', DEEDS[change]]);
  });
});
