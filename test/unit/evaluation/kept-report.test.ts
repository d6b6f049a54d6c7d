import { expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { evaluateSets } from '../../../src/run/evaluation/evaluate-sets';
import { keptReport } from '../../../src/run/evaluation/kept-report';
import { randomSet } from '../../../src/run/evaluation/sets/real-sets';
import { MemoryStorage } from '../../support/run/memory-storage';
import { CLASSES, countingTrainer, evaluationParts, orderOf } from './evaluation-parts';

const never = new AbortController().signal;

it('finds what was trained, under the same order alone, and trains nothing', async () => {
  const storage = new MemoryStorage();
  const parts = evaluationParts({ storage });
  const order = orderOf([randomSet(parts, CLASSES, { imagesPerClass: 3, seed: 5 })]);
  expect(await keptReport(parts, order, never)).toBeNull();

  const outcome = await evaluateSets(parts, order, new Handle(), () => undefined);
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));

  const trainer = countingTrainer();
  const later = evaluationParts({ storage, trainer });
  expect(await keptReport(later, order, never)).toEqual(outcome.report);
  const more = await keptReport(later, { ...order, repeats: order.repeats + 1 }, never);
  expect(more?.sets[0]?.trainings).toHaveLength(order.repeats);
  const other = { ...order, seed: order.seed + 100 };
  expect(await keptReport(later, other, never)).toBeNull();
  expect(trainer.jobs).toEqual([]);
});
