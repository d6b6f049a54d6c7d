/**
 * The order of files: natural (2.png before 10.png), by code points, the same on every machine.
 *
 * No locale takes part, since the order of images decides the rows of a class's latents and with
 * them the run's bytes. Names that differ only in leading zeros fall back to plain text order, so
 * that the order is total.
 */
import type { Pacer } from '../../core/pacing';

const ZERO = 0x30;
const NINE = 0x39;
const isDigit = (unit: number): boolean => unit >= ZERO && unit <= NINE;

function runEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return end;
}

function skipZeros(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) === ZERO) at++;
  return at;
}

/** Compares two runs of digits by the numbers they write, of any length. */
function compareRuns(
  a: string,
  aStart: number,
  aEnd: number,
  b: string,
  bStart: number,
  bEnd: number,
): number {
  const i = skipZeros(a, aStart, aEnd);
  const j = skipZeros(b, bStart, bEnd);
  const byLength = aEnd - i - (bEnd - j);
  if (byLength !== 0) return byLength;
  for (let k = 0; i + k < aEnd; k++) {
    const byDigit = a.charCodeAt(i + k) - b.charCodeAt(j + k);
    if (byDigit !== 0) return byDigit;
  }
  return 0;
}

/** Negative when a comes before b, 0 only for equal texts. */
export function compareNatural(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(j);
    if (isDigit(unitA) && isDigit(unitB)) {
      const endA = runEnd(a, i);
      const endB = runEnd(b, j);
      const order = compareRuns(a, i, endA, b, j, endB);
      if (order !== 0) return order;
      i = endA;
      j = endB;
    } else {
      if (unitA !== unitB) return (a.codePointAt(i) ?? 0) - (b.codePointAt(j) ?? 0);
      i++;
      j++;
    }
  }
  const byRest = a.length - i - (b.length - j);
  if (byRest !== 0) return byRest;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Below this length a native sort takes a few milliseconds at most. */
const NATIVE_RUN = 1024;

/** Sorts by natural order of a text, in slices; a merge sort over natively sorted runs. */
export async function sortNaturally<T>(
  items: readonly T[],
  textOf: (item: T) => string,
  pacer: Pacer,
): Promise<T[]> {
  const compare = (x: T, y: T): number => compareNatural(textOf(x), textOf(y));
  let runs: T[][] = [];
  for (let start = 0; start < items.length; start += NATIVE_RUN) {
    runs.push(items.slice(start, start + NATIVE_RUN).sort(compare));
    if (pacer.due) await pacer.rest();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let r = 0; r < runs.length; r += 2) {
      merged.push(await merge(runs[r] ?? [], runs[r + 1] ?? [], compare, pacer));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (x: T, y: T) => number,
  pacer: Pacer,
): Promise<T[]> {
  const out: T[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const fromLeft = compare(left[i] as T, right[j] as T) <= 0;
    out.push((fromLeft ? left[i++] : right[j++]) as T);
    if ((out.length & 1023) === 0 && pacer.due) await pacer.rest();
  }
  while (i < left.length) out.push(left[i++] as T);
  while (j < right.length) out.push(right[j++] as T);
  return out;
}
