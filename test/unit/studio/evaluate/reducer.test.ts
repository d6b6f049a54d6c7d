import { describe, expect, it } from 'vitest';
import type { EvaluationEvent } from '../../../../src/run/evaluation/events';
import { evaluationAfter, evaluationEnded } from '../../../../src/studio/evaluate/evaluationAfter';
import { emptyEvaluation, type EvaluateState } from '../../../../src/studio/state/evaluate';
import { random, report, set, training } from './some-report';

const begun: EvaluateState = { ...emptyEvaluation, status: 'preparing' };

function after(state: EvaluateState, ...events: readonly EvaluationEvent[]): EvaluateState {
  return events.reduce(evaluationAfter, state);
}

function epoch(number: number, loss: number, repeat = 0): EvaluationEvent {
  const point = { epoch: number, loss, learningRate: 0.01 };
  return { kind: 'epoch', set: 'a', repeat, epochs: 3, point };
}

function look(number: number, accuracy: number): EvaluationEvent {
  return { kind: 'look', set: 'a', repeat: 0, point: { epoch: number, accuracy, loss: 1 } };
}

describe('an evaluation under way', () => {
  it('runs from its first epoch on, and draws the curves of one training', () => {
    const state = after(begun, epoch(1, 2), epoch(2, 1.5), look(2, 0.4));
    expect(state.status).toBe('running');
    expect(state.live).toMatchObject({ set: 'a', repeat: 0, epochs: 3 });
    expect(state.live?.losses.map(({ loss }) => loss)).toEqual([2, 1.5]);
    expect(state.live?.accuracies.map(({ accuracy }) => accuracy)).toEqual([0.4]);
  });

  it('takes the later one of an epoch that is told twice, and all that came after it as undone', () => {
    const state = after(begun, epoch(1, 2), epoch(2, 1.5), epoch(3, 1), epoch(2, 1.4));
    expect(state.live?.losses.map(({ epoch: at, loss }) => [at, loss])).toEqual([
      [1, 2],
      [2, 1.4],
    ]);
  });

  it('begins new curves with another repeat', () => {
    const state = after(begun, epoch(1, 2), look(1, 0.4), epoch(1, 3, 1));
    expect(state.live).toMatchObject({ repeat: 1, accuracies: [] });
    expect(state.live?.losses).toHaveLength(1);
  });

  it('stays paused while the last step is told', () => {
    expect(after({ ...begun, status: 'paused' }, epoch(1, 2)).status).toBe('paused');
    expect(after({ ...begun, status: 'stopping' }, look(1, 0.2)).status).toBe('stopping');
  });

  it('lets the curves go when the report has their training, and no sooner', () => {
    const before = report([set('random', 'random', random), set('a', 'run', [])]);
    const done = report([set('a', 'run', [training(0, [5, 5, 5])])]);
    const drawn = after(begun, epoch(1, 2), { kind: 'report', report: before });
    expect(drawn.live).not.toBeNull();
    expect(after(drawn, { kind: 'report', report: done }).live).toBeNull();
    const failed = report([{ ...set('a', 'run', []), problem: 'No images.' }]);
    expect(after(drawn, { kind: 'report', report: failed }).live).toBeNull();
  });
});

describe('the end of an evaluation', () => {
  const whole = report([set('a', 'run', [training(0, [5, 5, 5])])]);
  const state = { ...after(begun, epoch(1, 2)), report: whole };

  it('keeps what was trained before a stop', () => {
    const ended = evaluationEnded(state, { kind: 'stopped', report: null });
    expect(ended).toMatchObject({ status: 'idle', live: null, report: whole });
  });

  it('says why it failed, and leaves the report', () => {
    const ended = evaluationEnded(state, {
      kind: 'failed',
      code: 'OutOfMemory',
      message: 'No memory. Take fewer.',
    });
    expect(ended).toMatchObject({ status: 'failed', error: 'No memory. Take fewer.' });
    expect(ended.report).toBeUndefined();
  });
});
