/** Runs that are made to be evaluated come to those that are chosen when they are there. */
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import type { RunRecord } from '../../../../src/run/results/records';
import type { PageParts } from '../../../../src/studio/adapters/page-parts';
import { Evaluation } from '../../../../src/studio/commands/evaluate/evaluation';
import { useCollection, type ClassRow } from '../../../../src/studio/state/collection';
import { emptyComparison, useCompare, type KeptRun } from '../../../../src/studio/state/compare';
import { emptyEvaluation, FIRST_CHOICES, useEvaluate } from '../../../../src/studio/state/evaluate';
import { idleRun, useRun } from '../../../../src/studio/state/run';
import { MemoryStorage } from '../../../support/run/memory-storage';

// Where the page's own folder is asked for while its modules load.
vi.hoisted(() => vi.stubGlobal('document', { baseURI: 'http://localhost/' }));
afterAll(() => vi.unstubAllGlobals());
afterEach(() => {
  useCollection.setState(useCollection.getInitialState());
  useCompare.setState(emptyComparison);
  useEvaluate.setState(emptyEvaluation);
  useRun.setState(idleRun);
});

const kept = (id: string) =>
  ({
    id,
    method: 'coda',
    folders: ['fox'],
    sampling: { imagesPerClass: 10 },
    complete: true,
  }) as unknown as KeptRun;

/**
 * @param meanwhile what happens while three coresets are made, which are called by their methods
 * @param free when an evaluation has the machine
 */
function evaluationWith(meanwhile: () => void, free = Promise.resolve(undefined)): Evaluation {
  const parts = {
    storage: new MemoryStorage(),
    tab: Promise.resolve({ id: 'tab' }),
    schedule: {
      busy: true,
      claim: () => ({ whenFree: () => free, release: () => undefined }),
    },
    figure: { changed: () => undefined },
    runs: {
      get: (handle: string) =>
        Promise.resolve({ handle, recipe: { method: handle } } as RunRecord | undefined),
    },
  } as unknown as PageParts;
  return new Evaluation(parts, {
    distill: () => Promise.resolve(),
    queue: async (orders) => {
      for (const { method } of orders) useRun.setState({ status: 'done', job: method });
      meanwhile();
    },
  });
}

const CORESETS = ['herding', 'k-centre', 'closest-real'];

function begin(runs: readonly string[] | null): void {
  useCollection.setState({ classes: [{ folder: 'fox', included: true } as ClassRow] });
  useCompare.setState({ runs: [kept('a'), kept('b')] });
  useEvaluate.setState({ choices: { ...FIRST_CHOICES, runs } });
}

it('leaves what a person unticked while coresets were made as it is', async () => {
  begin(['a', 'b']);
  const evaluation = evaluationWith(() => evaluation.choose({ runs: ['b'] }));
  await evaluation.addCoresets();
  expect(useEvaluate.getState().choices.runs).toEqual(['b', ...CORESETS]);
});

it('stays with what was chosen for a person who chose nothing', async () => {
  begin(null);
  // The latest runs would be chosen by now, which are the coresets.
  const evaluation = evaluationWith(() =>
    useCompare.setState({ runs: [...CORESETS, 'a', 'b'].map(kept) }),
  );
  await evaluation.addCoresets();
  expect(useEvaluate.getState().choices.runs).toEqual(['a', 'b', ...CORESETS]);
});

it('comes to them when an evaluation ends that was started meanwhile, which says why it failed', async () => {
  begin(['a', 'b']);
  let ended: Promise<void> = Promise.resolve();
  let fail: (error: Error) => void = () => undefined;
  const free = new Promise<undefined>((_, reject) => {
    fail = reject;
  });
  const evaluation = evaluationWith(() => {
    ended = evaluation.start();
  }, free);
  await evaluation.addCoresets();
  expect(useEvaluate.getState().choices.runs).toEqual(['a', 'b']);
  fail(new Error('The machine is gone.'));
  await ended;
  expect(useEvaluate.getState().choices.runs).toEqual(['a', 'b', ...CORESETS]);
  expect(useEvaluate.getState()).toMatchObject({ status: 'failed' });
  expect(useEvaluate.getState().error).toContain('The machine is gone.');
});
