/** Values and redundancy as one order: its cost, what a stop leaves, what is found again. */
import { expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import {
  costOfJudgement,
  judgeImages,
  keptJudgement,
  type JudgementEvent,
} from '../../../src/run/evaluation/image-judgement';
import { randomSet } from '../../../src/run/evaluation/sets/real-sets';
import { MemoryStorage } from '../../support/run/memory-storage';
import { CLASSES, countingTrainer, evaluationParts, orderOf } from './evaluation-parts';

const never = new AbortController().signal;

function asked(storage: MemoryStorage, onStep?: (steps: number) => void) {
  const trainer = countingTrainer(onStep);
  const parts = evaluationParts({ storage, trainer });
  const { sets: _sets, ...order } = orderOf([]);
  const set = randomSet(parts, CLASSES, { imagesPerClass: 4, seed: 5 });
  return { parts, trainer, order: { ...order, set, repeats: 2, pairs: 3 } };
}

it('says its cost first, trains 2 a pair and 4 a repeat, and is found again', async () => {
  const storage = new MemoryStorage();
  const { parts, trainer, order } = asked(storage);
  const cost = await costOfJudgement(parts, order, never);
  expect(cost.trainings).toBe(2 * 3 + 4 * 2);
  const events: JudgementEvent[] = [];
  const outcome = await judgeImages(parts, order, new Handle(), (event) => events.push(event));
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  expect(trainer.jobs).toHaveLength(14);
  const first = events.find(({ kind }) => kind !== 'activity');
  expect(first).toEqual({ kind: 'cost', cost });
  const progress = events.flatMap((event) => (event.kind === 'progress' ? [event] : []));
  expect(progress.map(({ done }) => done)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
  expect(new Set(progress.map(({ total }) => total))).toEqual(new Set([14]));
  expect(outcome.judgement.values).toHaveLength(12);
  expect(outcome.judgement.redundancy?.parts).toHaveLength(4);

  const again = asked(storage);
  expect(await keptJudgement(again.parts, order, never)).toEqual(outcome.judgement);
  expect((await costOfJudgement(again.parts, order, never)).trainings).toBe(0);
  expect(again.trainer.jobs).toEqual([]);
});

it('keeps what was finished before a stop, and goes on to the same numbers', async () => {
  const whole = asked(new MemoryStorage());
  const expected = await judgeImages(whole.parts, whole.order, new Handle(), () => undefined);
  const storage = new MemoryStorage();
  const handle = new Handle();
  let trainings = 0;
  const first = asked(storage);
  const stopped = await judgeImages(first.parts, first.order, handle, ({ kind }) => {
    if (kind !== 'progress') return;
    trainings += 1;
    // The values are complete, the matrix has one training of eight.
    if (trainings === 7) handle.stop();
  });
  expect(stopped).toEqual({ kind: 'stopped' });
  const kept = await keptJudgement(first.parts, first.order, never);
  expect(kept.values).not.toBeNull();
  expect(kept.redundancy).toBeNull();
  const { parts, trainer, order } = asked(storage);
  expect(await judgeImages(parts, order, new Handle(), () => undefined)).toEqual(expected);
  expect(trainer.jobs).toHaveLength(7);
});

it('says before anything is trained that a set of one image a class cannot be judged', async () => {
  const { parts, trainer, order } = asked(new MemoryStorage());
  const set = randomSet(parts, CLASSES, { imagesPerClass: 1, seed: 5 });
  const outcome = await judgeImages(parts, { ...order, set }, new Handle(), () => undefined);
  expect(outcome).toMatchObject({ kind: 'failed' });
  expect(trainer.jobs).toEqual([]);
});
