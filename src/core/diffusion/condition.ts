/**
 * What a network is told beside the noisy latent: a condition, made by a model's pack from a prompt or a
 * class. Whoever holds one neither knows nor asks what it is made of; guidance terms move it through its
 * parts by name, and it goes back to the pack's network as it is.
 *
 * `hidden` are the states of one text encoder or of two side by side, [tokens, width]; `pooled` one
 * vector of a whole prompt, [width]; `label` a row of a class table, [width]. These three say which class
 * it is. `time_ids` (sizes and crops) and `guidance` (the embedded guidance scale of consistency models)
 * say how to draw, whatever the class.
 */
import { StillroomError } from '../errors';

export const CONDITION_PARTS = ['hidden', 'pooled', 'label', 'time_ids', 'guidance'] as const;
export type ConditionPartName = (typeof CONDITION_PARTS)[number];

/** The parts that say which class it is, in the order in which guidance terms move them. */
export const CLASS_PARTS = [
  'hidden',
  'pooled',
  'label',
] as const satisfies readonly ConditionPartName[];

export interface ConditionPart {
  /** Without the batch: [tokens, width] or [width]. */
  readonly shape: readonly number[];
  /** C order; of one condition, or of many one after the other. */
  readonly data: Float32Array;
}

/** One condition, or several stacked: each part then holds theirs one after the other. */
export type Condition = Readonly<Partial<Record<ConditionPartName, ConditionPart>>>;

/** Which parts conditions have, each with its shape without the batch. */
export type ConditionShapes = Readonly<Partial<Record<ConditionPartName, readonly number[]>>>;

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The parts that a condition has, in a fixed order. */
export function partsOf(condition: Condition): (readonly [ConditionPartName, ConditionPart])[] {
  return CONDITION_PARTS.flatMap((name) => {
    const part = condition[name];
    return part === undefined ? [] : [[name, part] as const];
  });
}

function mapParts(condition: Condition, dataOf: (part: ConditionPart) => Float32Array): Condition {
  const parts: Partial<Record<ConditionPartName, ConditionPart>> = {};
  for (const [name, part] of partsOf(condition)) {
    parts[name] = { shape: part.shape, data: dataOf(part) };
  }
  return parts;
}

/** Zeros for `rows` conditions. */
export function emptyConditions(shapes: ConditionShapes, rows: number): Condition {
  const parts: Partial<Record<ConditionPartName, ConditionPart>> = {};
  for (const name of CONDITION_PARTS) {
    const shape = shapes[name];
    if (shape) parts[name] = { shape, data: new Float32Array(rows * sizeOf(shape)) };
  }
  return parts;
}

export function shapesOf(condition: Condition): ConditionShapes {
  return Object.fromEntries(partsOf(condition).map(([name, { shape }]) => [name, shape]));
}

/** Rows [start, end) of stacked conditions; nothing is copied. */
export function conditionRows(stacked: Condition, start: number, end: number): Condition {
  return mapParts(stacked, ({ shape, data }) => {
    const size = sizeOf(shape);
    return data.subarray(start * size, end * size);
  });
}

/** Writes a condition, or stacked ones of the same parts, into stacked conditions from row `start` on. */
export function writeCondition(into: Condition, start: number, condition: Condition): void {
  for (const [name, { shape, data }] of partsOf(into)) {
    data.set(condition[name]?.data ?? [], start * sizeOf(shape));
  }
}

/** Conditions one after the other, in arrays of their own. All have the parts of the first. */
export function stackConditions(conditions: readonly Condition[]): Condition {
  const [first] = conditions;
  if (first === undefined) return {};
  const stacked = emptyConditions(shapesOf(first), conditions.length);
  conditions.forEach((condition, row) => writeCondition(stacked, row, condition));
  return stacked;
}

/** The same numbers in arrays of their own. */
export function copyCondition(condition: Condition): Condition {
  return mapParts(condition, ({ data }) => data.slice());
}

/** "hidden [77, 768] and time_ids [6]", for sentences. */
function described(condition: Condition): string {
  const parts = partsOf(condition).map(([name, { shape }]) => `${name} [${shape.join(', ')}]`);
  return parts.length === 0 ? 'no part' : parts.join(' and ');
}

/**
 * Checks that a condition has the parts of another, with `rows` rows each.
 * @param what as a sentence names it: "The condition of image 3"
 * @throws StillroomError ShapeMismatch
 */
export function requireSameParts(
  what: string,
  condition: Condition,
  like: Condition,
  rows = 1,
): void {
  const fits =
    described(condition) === described(like) &&
    partsOf(condition).every(([, { shape, data }]) => data.length === rows * sizeOf(shape));
  if (fits) return;
  const numbers = partsOf(condition).map(([, { data }]) => data.length);
  throw new StillroomError(
    'ShapeMismatch',
    `${what} has ${described(condition)} (${numbers.join(' and ') || 'no'} numbers) where ${rows} of ${described(like)} are needed; it was made for another model or batch.`,
    { received: described(condition), expected: described(like), rows },
  );
}
