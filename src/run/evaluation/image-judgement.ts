/**
 * "Which images are worth their place?" in one: what each image of a set is worth, and which parts of it
 * say the same. One order, one cost, for the page and for Node.
 */
import type { Control } from '../../core/call';
import { isAbort } from '../../core/errors';
import { costOf } from './cost';
import { failedBy, type EvaluationCost, type EvaluationEvent, type Failed } from './events';
import {
  imageValues,
  imageValuesOrder,
  keptImageValues,
  type ImageValue,
  type ImageValuesOrder,
} from './image-values';
import type { EvaluationOrder } from './order';
import type { EvaluationParts } from './plan';
import { keptRedundancy, redundancy, redundancyOrder, type Redundancy } from './redundancy';

/** `repeats` are trainings of each part. */
export interface JudgementOrder extends ImageValuesOrder {
  /** Pairs of halves, from 1: two trainings each. */
  readonly pairs: number;
}

/** What is known so far; each is null until all of its trainings are finished. */
export interface ImageJudgement {
  readonly values: readonly ImageValue[] | null;
  readonly redundancy: Redundancy | null;
}

export type JudgementEvent =
  | Extract<EvaluationEvent, { readonly kind: 'activity' | 'cost' }>
  /** Trainings that are finished, those that were kept included. */
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'judgement'; readonly judgement: ImageJudgement };

export type JudgementOutcome =
  | { readonly kind: 'done'; readonly judgement: ImageJudgement }
  | { readonly kind: 'stopped' }
  | Failed;

function valuesPart({ pairs, ...order }: JudgementOrder): ImageValuesOrder {
  return { ...order, repeats: pairs };
}

function partsPart({ pairs: _pairs, ...order }: JudgementOrder): ImageValuesOrder {
  return order;
}

function trainingsOf({ sets, repeats }: EvaluationOrder): number {
  return sets.length * repeats;
}

/** @throws StillroomError TooFewImages for a class of one image; as `costOf` */
export async function costOfJudgement(
  parts: EvaluationParts,
  order: JudgementOrder,
  signal: AbortSignal,
): Promise<EvaluationCost> {
  const matrix = await redundancyOrder(partsPart(order), signal);
  const costs = [
    await costOf(parts, imageValuesOrder(valuesPart(order)), signal),
    await costOf(parts, matrix, signal),
  ];
  const sum = (of: (cost: EvaluationCost) => number) =>
    costs.reduce((all, one) => all + of(one), 0);
  return {
    trainings: sum(({ trainings }) => trainings),
    seconds: sum(({ seconds }) => seconds),
    flop: sum(({ flop }) => flop),
  };
}

/** What is kept of it; nothing is trained. @throws StillroomError as `keptReport` */
export async function keptJudgement(
  parts: EvaluationParts,
  order: JudgementOrder,
  signal: AbortSignal,
): Promise<ImageJudgement> {
  return {
    values: await keptImageValues(parts, valuesPart(order), signal),
    redundancy: await keptRedundancy(parts, partsPart(order), signal),
  };
}

/** Says what it costs, then trains; a stop keeps what is finished, and the same order goes on. */
export async function judgeImages(
  parts: EvaluationParts,
  order: JudgementOrder,
  control: Control,
  tell: (event: JudgementEvent) => void,
): Promise<JudgementOutcome> {
  tell({ kind: 'activity', text: 'Measuring how fast this place trains' });
  const { signal } = control;
  let total: number;
  try {
    tell({ kind: 'cost', cost: await costOfJudgement(parts, order, signal) });
    const matrix = await redundancyOrder(partsPart(order), signal);
    total = trainingsOf(imageValuesOrder(valuesPart(order))) + trainingsOf(matrix);
  } catch (error) {
    if (isAbort(error)) return { kind: 'stopped' };
    return failedBy(error);
  }
  let done = 0;
  const listen = (event: EvaluationEvent) => {
    if (event.kind === 'activity') tell(event);
    if (event.kind !== 'report') return;
    done += 1;
    tell({ kind: 'progress', done, total });
  };
  const worth = await imageValues(parts, valuesPart(order), control, listen);
  if (worth.kind !== 'done') return worth;
  const { values } = worth;
  tell({ kind: 'judgement', judgement: { values, redundancy: null } });
  const matrix = await redundancy(parts, partsPart(order), control, listen);
  if (matrix.kind !== 'done') return matrix;
  return { kind: 'done', judgement: { values, redundancy: matrix.redundancy } };
}
