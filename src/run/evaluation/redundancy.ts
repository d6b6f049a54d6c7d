/**
 * "Which parts of a set say the same?" The set is divided into balanced parts, class by class in the order
 * of its images, which is that of its cores or targets. A network is trained on one part and asked to name
 * the images of the others: entry (i, j) is the share of part j that a network of part i names rightly. A
 * part that the others name well says little that they do not say, a part that they fail on stands alone.
 *
 * Labels are hard, whatever the protocol's are: a teacher would answer for images that a part does not have.
 * An entry (i, i) is of images that were trained on: what the part remembers, and no redundancy.
 */
import type { Control } from '../../core/call';
import { isAbort, StillroomError } from '../../core/errors';
import type { ProtocolPreset } from '../../core/training/protocol';
import { evaluateSets } from './evaluate-sets';
import { failedBy, type Failed, type TellEvaluation } from './events';
import { keptReport } from './kept-report';
import type { EvaluationOrder, TrainingSet } from './order';
import type { EvaluationParts } from './plan';
import type { EvaluationReport, Spread } from './report';
import { partOfSet } from './sets/part-of-set';
import { spreadOf } from './statistics';

/** Parts that a set is divided into where its classes have as many images. */
export const REDUNDANCY_PARTS = 4;

/** As an evaluation's order, for one set. */
export type RedundancyOrder = Omit<EvaluationOrder, 'sets' | 'robustness' | 'measuredOn'> & {
  readonly set: TrainingSet;
  /** From 2; fewer where a class has fewer images. Left out: `REDUNDANCY_PARTS`. */
  readonly parts?: number;
};

export interface SetPart {
  /** "images 1 to 3", counted in each class from 1. */
  readonly name: string;
  /** Over all classes. */
  readonly images: number;
  /** What networks of the other parts name rightly of it, 0 .. 1: the higher, the more redundant. */
  readonly byOthers: Spread;
}

export interface Redundancy {
  readonly parts: readonly SetPart[];
  /** [trained on][asked about], 0 .. 1, over the repeats. */
  readonly accuracy: readonly (readonly Spread[])[];
}

export type RedundancyOutcome =
  | { readonly kind: 'done'; readonly redundancy: Redundancy }
  | { readonly kind: 'stopped' }
  | Failed;

/**
 * The part of each image, 0 .. parts - 1: of a class's n images the r-th is in part floor(r parts / n), so
 * that parts of a class differ by one image at most.
 * @throws StillroomError TooFewImages for a class with fewer images than parts
 */
export function partsOf(labels: Uint16Array, parts: number): readonly number[] {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const least = Math.min(...counts.values());
  if (least < parts) {
    throw new StillroomError(
      'TooFewImages',
      `A class of the set has ${least === 1 ? 'one image' : `${least} images`}, and ${parts} parts need ${parts} of each class. Divide the set into fewer parts, or make a larger set.`,
      { images: least, parts },
    );
  }
  const seen = new Map<number, number>();
  return Array.from(labels, (label) => {
    const rank = seen.get(label) ?? 0;
    seen.set(label, rank + 1);
    return Math.floor((rank * parts) / (counts.get(label) ?? 1));
  });
}

interface Divided {
  readonly order: EvaluationOrder;
  /** The part of each image. */
  readonly partOf: readonly number[];
  readonly labels: Uint16Array;
  readonly parts: number;
}

/** How many parts the smallest class allows. @throws StillroomError TooFewImages below two */
function partCount(labels: Uint16Array, wanted: number): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Math.max(2, Math.min(wanted, ...counts.values()));
}

async function divided(
  { set, parts: wanted = REDUNDANCY_PARTS, ...order }: RedundancyOrder,
  signal: AbortSignal,
): Promise<Divided> {
  const side = order.side ?? order.protocol.side;
  const { labels } = await set.images(0, side, signal);
  const parts = partCount(labels, wanted);
  const partOf = partsOf(labels, parts);
  const sets = Array.from({ length: parts }, (_, part) =>
    partOfSet(set, {
      id: `part-${part}`,
      name: `part ${part + 1} of ${set.name}`,
      imagesPerClass: Math.max(1, Math.round(set.imagesPerClass / parts)),
      causes: () => ({ part, parts }),
      isIn: () => partOf.map((own) => own === part),
    }),
  );
  const measuredOn = {
    name: `the images of ${set.name}`,
    count: labels.length,
    content: await set.content(0, signal),
    images: (stop: AbortSignal) => set.images(0, side, stop),
  };
  const protocol: ProtocolPreset = { ...order.protocol, labels: 'hard', temperature: 1 };
  return { order: { ...order, protocol, sets, measuredOn }, partOf, labels, parts };
}

/** The evaluation that is made of it, to ask what it costs. @throws StillroomError as reading the set does */
export async function redundancyOrder(
  order: RedundancyOrder,
  signal: AbortSignal,
): Promise<EvaluationOrder> {
  return (await divided(order, signal)).order;
}

function partName({ labels, partOf }: Divided, part: number): string {
  const spans = new Set<string>();
  for (const label of new Set(labels)) {
    const own = [...labels.keys()].filter((image) => labels[image] === label);
    const ranks = [...own.keys()].filter((rank) => partOf[own[rank] ?? -1] === part);
    const [first = 0, last = first] = [ranks[0], ranks.at(-1)];
    spans.add(first === last ? `image ${first + 1}` : `images ${first + 1} to ${last + 1}`);
  }
  const [only = ''] = spans;
  return spans.size === 1 ? only : `part ${part + 1}`;
}

/** Share of a part's images that are named rightly. */
function shareRight(right: Uint8Array, partOf: readonly number[], part: number): number {
  let images = 0;
  let correct = 0;
  partOf.forEach((own, image) => {
    if (own !== part) return;
    images += 1;
    correct += right[image] ?? 0;
  });
  return correct / images;
}

function spread(values: readonly number[]): Spread {
  const found = spreadOf(values);
  if (found === null) throw new StillroomError('Internal', 'A part of a set has no repeat.');
  return found;
}

/** null where a training is missing. */
function matrixOf(whole: Divided, { sets }: EvaluationReport): Redundancy | null {
  const { partOf, parts, order } = whole;
  const all = Array.from({ length: parts }, (_, part) => part);
  const rights = sets.map(({ trainings }) =>
    trainings.flatMap(({ right }) => (right === undefined ? [] : [right])),
  );
  if (rights.length < parts || rights.some(({ length }) => length < order.repeats)) return null;
  // [trained on][asked about][repeat]
  const shares = rights.map((own) =>
    all.map((part) => own.map((right) => shareRight(right, partOf, part))),
  );
  const byOthers = (part: number) =>
    Array.from({ length: order.repeats }, (_, repeat) => {
      const others = all.filter((other) => other !== part);
      const sum = others.reduce((s, other) => s + (shares[other]?.[part]?.[repeat] ?? 0), 0);
      return sum / others.length;
    });
  return {
    parts: all.map((part) => ({
      name: partName(whole, part),
      images: partOf.filter((own) => own === part).length,
      byOthers: spread(byOthers(part)),
    })),
    accuracy: shares.map((row) => row.map(spread)),
  };
}

/** What is kept of it; null where a training is missing. @throws StillroomError as `keptReport` */
export async function keptRedundancy(
  parts: EvaluationParts,
  order: RedundancyOrder,
  signal: AbortSignal,
): Promise<Redundancy | null> {
  const whole = await divided(order, signal);
  const report = await keptReport(parts, whole.order, signal);
  return report === null ? null : matrixOf(whole, report);
}

/**
 * The matrix of a set; stopped and gone on with like any evaluation.
 * @param order a training a part and repeat
 */
export async function redundancy(
  parts: EvaluationParts,
  order: RedundancyOrder,
  control: Control,
  tell: TellEvaluation,
): Promise<RedundancyOutcome> {
  let whole: Divided;
  try {
    whole = await divided(order, control.signal);
  } catch (error) {
    if (isAbort(error)) return { kind: 'stopped' };
    return failedBy(error);
  }
  const outcome = await evaluateSets(parts, whole.order, control, tell);
  if (outcome.kind === 'stopped') return { kind: 'stopped' };
  if (outcome.kind === 'failed') return outcome;
  const { report } = outcome;
  const matrix = matrixOf(whole, report);
  if (matrix !== null) return { kind: 'done', redundancy: matrix };
  const problem = report.sets.find((set) => set.problem !== null)?.problem;
  return {
    kind: 'failed',
    code: null,
    message: problem ?? 'The parts of the set were not trained on.',
  };
}
