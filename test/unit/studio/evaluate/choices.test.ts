import { describe, expect, it, vi } from 'vitest';
import { withLabels } from '../../../../src/core/training/with-labels';
import { EventFeed } from '../../../../src/studio/commands/evaluate/event-feed';
import { chosenRuns } from '../../../../src/studio/evaluate/chosenRuns';
import { missingCoresets } from '../../../../src/studio/evaluate/coresets';
import { costText, costWarning } from '../../../../src/studio/evaluate/costWords';
import { evaluationProgress } from '../../../../src/studio/evaluate/evaluationProgress';
import {
  isLarge,
  networkChoices,
  networkOf,
  presetOf,
  sideChoices,
  sideOf,
  underProtocol,
} from '../../../../src/studio/evaluate/networkChoices';
import { shownSet } from '../../../../src/studio/evaluate/shownSet';
import { valuingAfter, valuingEnded } from '../../../../src/studio/evaluate/valuingAfter';
import { trainedRuns } from '../../../../src/studio/evaluate/trainedRuns';
import type { KeptRun } from '../../../../src/studio/state/compare';
import { emptyEvaluation, FIRST_CHOICES } from '../../../../src/studio/state/evaluate';
import { random, report, set, training } from './some-report';

function run(id: string, folders: readonly string[]): KeptRun {
  return {
    id,
    hash: null,
    key: id,
    name: 'Random real',
    detail: 'IPC 2 · seed 0',
    method: 'random-real',
    parameters: {},
    sampling: {
      imagesPerClass: 2,
      seed: 0,
      steps: 25,
      cfgScale: 2,
      cfgFrom: 0,
      cfgTo: 1,
      solver: 'ddim',
    },
    startedAt: '2026-11-21T00:00:00.000Z',
    complete: true,
    imagesDone: 4,
    imagesTotal: 4,
    folders,
    packId: 'p',
    madeAgain: 0,
  };
}

describe('the runs that are evaluated', () => {
  const runs = [run('a', ['x', 'y']), run('b', ['x']), run('c', ['x', 'y', 'z'])];

  it('are the latest that have every ticked class, until a person chooses', () => {
    expect(chosenRuns(runs, null, ['x', 'y'])).toEqual(['a', 'c']);
    expect(chosenRuns(runs, ['c', 'b', 'gone'], ['x', 'y'])).toEqual(['c']);
    expect(chosenRuns(runs, [], ['x'])).toEqual([]);
  });

  it('have coresets of their sizes beside them: kept ones, and others that are to be made', () => {
    const sized = (id: string, method: string, imagesPerClass: number): KeptRun => {
      const own = run(id, ['x', 'y']);
      return { ...own, method, sampling: { ...own.sampling, imagesPerClass } };
    };
    const kept = [
      sized('coda', 'coda', 10),
      sized('one', 'coda', 1),
      sized('near', 'closest-real', 10),
      { ...sized('half', 'herding', 10), complete: false },
      { ...sized('other', 'k-centre', 10), folders: ['x'] },
    ];
    const missing = (chosen: readonly string[]) => {
      const { kept: found, orders } = missingCoresets(kept, chosen, ['x', 'y']);
      const wanted = orders.map(({ method, sampling }) => [method, sampling.imagesPerClass]);
      return { found, wanted };
    };
    expect(missing(['coda'])).toEqual({
      found: ['near'],
      wanted: [
        ['herding', 10],
        ['k-centre', 10],
      ],
    });
    // Chosen already; and a size of its own.
    expect(missing(['near', 'half', 'other', 'one'])).toEqual({
      found: [],
      wanted: [
        ['herding', 1],
        ['k-centre', 1],
        ['closest-real', 1],
      ],
    });
    expect(missing([])).toEqual({ found: [], wanted: [] });
  });
});

describe('the runs that are trained on', () => {
  const asked = report([set('before', 'run', [training(0, [5, 4, 3])])]);

  it.each(['waiting', 'preparing', 'running', 'paused', 'stopping'] as const)(
    'are those that are chosen and those that were, while an evaluation is %s',
    (status) => {
      expect([...trainedRuns({ status, report: asked }, ['now'])]).toEqual(['now', 'before']);
      expect([...trainedRuns({ status, report: null }, ['now'])]).toEqual(['now']);
    },
  );

  it.each(['idle', 'done', 'failed'] as const)('are none while it is %s', (status) => {
    expect(trainedRuns({ status, report: asked }, ['now']).size).toBe(0);
  });
});

describe('protocols and networks', () => {
  it('begin with the protocol’s own network and offer each other one once', () => {
    const labels = networkChoices(presetOf('quick')).map(({ label }) => label);
    expect(labels[0]).toBe('ConvNet-3 (width 32), the protocol’s own');
    expect(labels).toEqual(expect.arrayContaining(['ConvNet-3', 'ResNetAP-10', 'ResNet-18']));
    expect(new Set(labels).size).toBe(labels.length);
    expect(networkOf(presetOf('quick'), 'ResNet-18')).toMatchObject({ kind: 'resnet', depth: 18 });
    expect(networkOf(presetOf('quick'), 'gone')).toEqual(presetOf('quick').network);
  });

  it('take repeats and labels with them', () => {
    const changed = underProtocol({ ...FIRST_CHOICES, network: 'ResNet-18' }, 'rded');
    expect(changed).toMatchObject({ protocol: 'rded', network: '', repeats: 3, labels: 'teacher' });
    expect(underProtocol(FIRST_CHOICES, 'dmgd').repeats).toBe(5);
  });

  it('have the temperature of their labels', () => {
    expect(withLabels(presetOf('quick'), 'teacher')).toMatchObject({ temperature: 20 });
    expect(withLabels(presetOf('rded'), 'hard')).toMatchObject({ labels: 'hard', temperature: 1 });
    expect(withLabels(presetOf('quick'), 'hard')).toBe(presetOf('quick'));
  });

  it('train no larger than the images are', () => {
    expect(sideOf(presetOf('paper'), 0, 64)).toBe(64);
    expect(sideOf(presetOf('quick'), 0, 64)).toBe(32);
    expect(sideOf(presetOf('quick'), 64, 64)).toBe(64);
    expect(sideOf(presetOf('quick'), 64, 32)).toBe(32);
  });

  it('offer the sides that the images have, the protocol’s own first and each once', () => {
    expect(sideChoices(presetOf('quick'), 64)).toEqual([
      { id: 0, label: '32 px, protocol’s' },
      { id: 64, label: '64 px' },
    ]);
    expect(sideChoices(presetOf('paper'), 64)).toEqual([
      { id: 0, label: '64 px, the most' },
      { id: 32, label: '32 px' },
    ]);
    expect(underProtocol({ ...FIRST_CHOICES, side: 64 }, 'paper').side).toBe(0);
  });

  it('are large where a processor takes hours', () => {
    expect(isLarge(presetOf('quick').network, 32)).toBe(false);
    expect(isLarge(presetOf('rded').network, 224)).toBe(true);
  });
});

describe('what it costs', () => {
  it('is said in trainings and time', () => {
    expect(costText({ trainings: 6, seconds: 200, flop: 1 })).toBe(
      '6 trainings to make, about 3 min 20 s on this machine.',
    );
    expect(costText({ trainings: 0, seconds: 0, flop: 0 })).toMatch(/trained already/);
  });

  it('comes with a warning for large networks and long times alone', () => {
    const short = { trainings: 6, seconds: 200, flop: 1 };
    expect(costWarning(short, false)).toBeNull();
    expect(costWarning(short, true)).toMatch(/graphics card/);
    expect(costWarning({ ...short, seconds: 9000 }, false)).toMatch(/That is long/);
  });
});

describe('how far it is', () => {
  const cost = { trainings: 4, seconds: 100, flop: 1 };
  const losses = [{ epoch: 30, loss: 1, learningRate: 0.01 }];
  const live = { set: 'a', repeat: 1, epochs: 60, losses, accuracies: [] };

  it('is not ready where something is missing', () => {
    const obstacle = 'The class "fox" has no held-out images.';
    expect(evaluationProgress({ ...emptyEvaluation, obstacle }).headline).toMatch(/^Not ready/);
    expect(evaluationProgress(emptyEvaluation).headline).toBe('Ready to evaluate.');
  });

  it('counts what was made before as no part of the rest', () => {
    const state = {
      ...emptyEvaluation,
      status: 'running' as const,
      activity: 'Training on Run a, 6 images',
      cost,
      found: 2,
      report: report([set('a', 'run', [training(0, [5, 5, 5])]), set('random', 'random', random)]),
      live,
    };
    expect(evaluationProgress(state)).toEqual({
      headline: 'Training on Run a, 6 images',
      figures:
        '1 of 4 trainings · repeat 2, epoch 30 of 60 · 25 s a training · about 1 min 03 s left',
      done: 1.5,
      total: 4,
    });
  });

  it('counts the trainings that value images, of which those that were kept take no time', () => {
    const begun = valuingAfter(
      { ...emptyEvaluation, status: 'preparing' },
      { kind: 'cost', cost: { ...cost, trainings: 10 } },
    );
    expect(begun.status).toBe('running');
    expect(evaluationProgress(begun)).toMatchObject({ figures: '', total: 0 });
    const at = (done: number) => {
      const state = valuingAfter(begun, { kind: 'progress', done, total: 14 });
      return evaluationProgress(state).figures;
    };
    expect(at(4)).toBe('4 of 14 trainings · 10 s a training · about 1 min 40 s left');
    expect(at(9)).toBe('9 of 14 trainings · 10 s a training · about 50 s left');
    const after = { ...begun, ...valuingEnded({ kind: 'stopped' }) };
    expect(after).toMatchObject({ status: 'idle', valuing: null, error: null });
  });

  it('says that a stopped one is kept, and that a finished one has nothing left', () => {
    const stopped = { ...emptyEvaluation, cost, report: report([set('a', 'run', random)]) };
    expect(evaluationProgress(stopped).headline).toMatch(/^What is trained is kept/);
    const finished = { ...stopped, cost: { ...cost, trainings: 0 } };
    expect(evaluationProgress(finished).headline).toMatch(/^Every set is trained/);
  });
});

describe('the set that is shown', () => {
  const sets = [
    set('random', 'random', random),
    set('a', 'run', [training(0, [5, 5, 5])]),
    set('b', 'run', [training(0, [6, 6, 6])]),
  ];

  it('is the chosen one, else the one that trains, else the best run', () => {
    expect(shownSet(report(sets), 'random', 'a')?.id).toBe('random');
    expect(shownSet(report(sets), null, 'a')?.id).toBe('a');
    expect(shownSet(report(sets), null, null)?.id).toBe('b');
  });
});

describe('a feed of events', () => {
  it('hands many on at once, in their order, and loses none at the end', () => {
    vi.useFakeTimers();
    try {
      const taken: (readonly number[])[] = [];
      const feed = new EventFeed<number>((events) => taken.push(events));
      for (let i = 0; i < 200; i++) feed.push(i);
      expect(taken).toEqual([]);
      vi.advanceTimersByTime(100);
      expect(taken).toHaveLength(1);
      expect(taken[0]).toHaveLength(200);
      feed.push(200);
      feed.flush();
      vi.advanceTimersByTime(1000);
      expect(taken.map((events) => events.at(-1))).toEqual([199, 200]);
    } finally {
      vi.useRealTimers();
    }
  });
});
