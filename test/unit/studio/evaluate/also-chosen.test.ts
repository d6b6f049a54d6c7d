/** Runs that are made to be evaluated come to those that are chosen when they are there. */
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Tab } from '../../../../src/data/store/tabs';
import type { RunRecord } from '../../../../src/run/results/records';
import type { PageParts } from '../../../../src/studio/adapters/page-parts';
import { Evaluation } from '../../../../src/studio/commands/evaluate/evaluation';
import { useCollection, type ClassRow } from '../../../../src/studio/state/collection';
import { emptyComparison, useCompare, type KeptRun } from '../../../../src/studio/state/compare';
import { emptyEvaluation, FIRST_CHOICES, useEvaluate } from '../../../../src/studio/state/evaluate';
import { idleRun, useRun } from '../../../../src/studio/state/run';
import { keptChoices } from '../../../../src/studio/commands/evaluate/kept-choices';
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

const TAB = { id: 'tab' } as Tab;
let storage = new MemoryStorage();
beforeEach(() => {
  storage = new MemoryStorage();
});

const kept = (id: string) =>
  ({
    id,
    method: 'coda',
    folders: ['fox'],
    sampling: { imagesPerClass: 10 },
    complete: true,
  }) as unknown as KeptRun;

const CORESETS = ['herding', 'k-centre', 'closest-real'];

interface Course {
  /** What happens when all three coresets are made, which are called by their methods. */
  readonly meanwhile?: () => void;
  /** What happens when the first is. */
  readonly afterFirst?: () => Promise<unknown>;
  /** When an evaluation has the machine. */
  readonly free?: Promise<void>;
  /** Asked by one whose sets stand. */
  readonly ready?: () => Promise<never>;
}

function evaluationWith(course: Course): Evaluation {
  const { meanwhile, afterFirst, free = Promise.resolve(), ready } = course;
  const parts = {
    storage,
    tab: Promise.resolve(TAB),
    schedule: {
      busy: true,
      claim: () => ({ whenFree: () => free, release: () => undefined }),
    },
    model: { ready },
    library: { source: null },
    figure: { changed: () => undefined },
    runs: {
      get: (handle: string) =>
        Promise.resolve({ handle, recipe: { method: handle } } as RunRecord | undefined),
    },
  } as unknown as PageParts;
  const made: string[] = [];
  return new Evaluation(
    parts,
    {
      distill: () => Promise.resolve(),
      queue: async (orders) => {
        for (const { method } of orders) {
          useRun.setState({ status: 'done', job: method });
          made.push(method);
          if (made.length === 1) await afterFirst?.();
        }
        meanwhile?.();
      },
    },
    {
      list: async () => useCompare.setState({ runs: [...made, 'a', 'b'].map(kept) }),
    },
  );
}

function begin(runs: readonly string[] | null): void {
  useCollection.setState({ classes: [{ folder: 'fox', included: true } as ClassRow] });
  useCompare.setState({ runs: [kept('a'), kept('b')] });
  useEvaluate.setState({ choices: { ...FIRST_CHOICES, runs } });
}

it('leaves what a person unticked while coresets were made as it is', async () => {
  begin(['a', 'b']);
  const evaluation = evaluationWith({ meanwhile: () => evaluation.choose({ runs: ['b'] }) });
  await evaluation.addCoresets();
  expect(useEvaluate.getState().choices.runs).toEqual(['b', ...CORESETS]);
});

it('stays with what was chosen for a person who chose nothing', async () => {
  begin(null);
  // The latest runs would be chosen by now, which are the coresets.
  const evaluation = evaluationWith({
    meanwhile: () => useCompare.setState({ runs: [...CORESETS, 'a', 'b'].map(kept) }),
  });
  await evaluation.addCoresets();
  expect(useEvaluate.getState().choices.runs).toEqual(['a', 'b', ...CORESETS]);
});

it('is among the sets of an evaluation that waited for it; what is made later comes to them when that ends', async () => {
  begin(['a', 'b']);
  let free: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const gone = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const ready = vi.fn(() => gone);
  let ended: Promise<void> = Promise.resolve();
  const evaluation = evaluationWith({
    free: new Promise((resolve) => {
      free = resolve;
    }),
    ready,
    afterFirst: async () => {
      ended = evaluation.start();
      expect(useEvaluate.getState().status).toBe('waiting');
      free();
      await vi.waitUntil(() => ready.mock.calls.length > 0);
      expect((await keptChoices(storage, TAB))?.runs).toEqual(['herding', 'a', 'b']);
    },
  });
  await evaluation.addCoresets();
  expect(useEvaluate.getState().choices.runs).toEqual(['a', 'b', 'herding']);
  fail(new Error('The model is gone.'));
  await ended;
  expect(useEvaluate.getState().choices.runs).toEqual(['a', 'b', ...CORESETS]);
  expect(useEvaluate.getState()).toMatchObject({ status: 'failed' });
  expect(useEvaluate.getState().error).toContain('The model is gone.');
});

it('counts where it was ready in the moment in which an evaluation got the machine', async () => {
  begin(['a', 'b']);
  let free: () => void = () => undefined;
  const evaluation = evaluationWith({
    free: new Promise((resolve) => {
      free = resolve;
    }),
    ready: () => Promise.reject(new Error('No model.')),
    meanwhile: () => free(),
  });
  const ended = evaluation.start();
  await evaluation.addCoresets();
  await ended;
  expect((await keptChoices(storage, TAB))?.runs).toEqual([...CORESETS, 'a', 'b']);
});
