/**
 * The `compare` and `bounds` of the density fixtures: partitions, sets, signs and ratios. Every
 * expected value or bound that a case names is either checked or reported as unknown.
 */
import { StillroomError } from '../../../../src/core/errors';
import type { NpyArray } from '../../../../src/core/formats/npy';
import type { Matrix } from '../../../../src/core/linalg/matrix';
import type { FixtureCase } from '../../case';
import type { CaseReport } from '../../report';

function isWhole(data: NpyArray['data']): data is Int32Array | Uint8Array {
  return data instanceof Int32Array || data instanceof Uint8Array;
}

/** A two-dimensional fixture array as a matrix; a vector is one column. */
export function asMatrix({ shape, data }: NpyArray): Matrix {
  const rows = shape[0] ?? 0;
  const columns = shape.slice(1).reduce((product, size) => product * size, 1);
  return { data: isWhole(data) ? Float64Array.from(data) : data, rows, columns };
}

/**
 * The renumbering that turns `want` into `got`, -1 staying -1, or undefined when they are different
 * partitions.
 */
export function renumbering(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
): Map<number, number> | undefined {
  if (got.length !== want.length) return undefined;
  const forward = new Map([[-1, -1]]);
  const back = new Map([[-1, -1]]);
  for (let i = 0; i < want.length; i++) {
    const a = want[i] ?? 0;
    const b = got[i] ?? 0;
    if ((forward.get(a) ?? b) !== b || (back.get(b) ?? a) !== a) return undefined;
    forward.set(a, b);
    back.set(b, a);
  }
  return forward;
}

const ascending = (values: ArrayLike<number>): number[] => Array.from(values).sort((a, b) => a - b);

/** Each row, or each column, of `got` with the sign that brings it nearer to `want`. */
function alignSigns(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  columns: number,
  by: 'row' | 'column',
): Float64Array {
  const rows = got.length / columns;
  const groups = new Float64Array(by === 'row' ? rows : columns);
  const group = (p: number): number => (by === 'row' ? Math.floor(p / columns) : p % columns);
  for (let p = 0; p < got.length; p++) {
    groups[group(p)] = (groups[group(p)] ?? 0) + (got[p] ?? 0) * (want[p] ?? 0);
  }
  return Float64Array.from(got, (value, p) => ((groups[group(p)] ?? 0) < 0 ? -value : value));
}

/** Compares one expected array of numbers in the way that the case asks for. */
export function compareNumbers(
  fixture: FixtureCase,
  report: CaseReport,
  name: string,
  got: ArrayLike<number>,
  columns = 1,
): void {
  const want = fixture.expected(name);
  const how = fixture.compareHow(name);
  switch (how) {
    case undefined:
      report.closeTo(name, got, want);
      break;
    case 'set':
    case 'sorted':
      report.closeTo(name, ascending(got), ascending(want));
      break;
    case 'partition':
      report.that(name, renumbering(got, want) !== undefined, 'another partition');
      break;
    case 'signPerRow':
      report.closeTo(name, alignSigns(got, want, columns, 'row'), want);
      break;
    case 'signPerColumn':
      report.closeTo(name, alignSigns(got, want, columns, 'column'), want);
      break;
    default:
      report.that(name, false, `unknown comparison "${how}"`);
  }
}

/** One bound as its fields; a bare number or truth value stands under `value`. */
export function boundFields(fixture: FixtureCase, name: string): Record<string, unknown> {
  const bound = fixture.bounds[name];
  return typeof bound === 'object' && bound !== null
    ? (bound as Record<string, unknown>)
    : { value: bound };
}

/** A numeric field of a bound. */
export function boundNumber(fixture: FixtureCase, name: string, field: string): number {
  const value = boundFields(fixture, name)[field];
  if (typeof value !== 'number') {
    throw new StillroomError('BadFixture', `bounds.${name}.${field} is not a number.`);
  }
  return value;
}

/** The array behind a bound's file name. */
export function boundArray(fixture: FixtureCase, name: string, field = 'reference'): NpyArray {
  return fixture.file(String(boundFields(fixture, name)[field]));
}

/** got <= max_ratio * reference. */
export function checkRatio(
  fixture: FixtureCase,
  report: CaseReport,
  name: string,
  got: number,
): void {
  const ratio = got / boundNumber(fixture, name, 'reference');
  const limit = boundNumber(fixture, name, 'max_ratio');
  report.that(name, ratio <= limit, `${ratio.toFixed(4)} of the reference, at most ${limit}`);
}

/** min <= value <= max for all values, and no value that is not finite when `finite` is set. */
export function checkRange(
  fixture: FixtureCase,
  report: CaseReport,
  name: string,
  values: ArrayLike<number>,
): void {
  const { min = -Infinity, max = Infinity, finite = false } = boundFields(fixture, name);
  const bad = Array.from(values).find(
    (value) =>
      !(value >= Number(min) && value <= Number(max)) ||
      (finite === true && !Number.isFinite(value)),
  );
  report.that(name, bad === undefined, `${String(bad)} is not in ${String(min)}..${String(max)}`);
}

/** Reports every bound of the case through the check of that name; an unknown one fails. */
export function checkBounds(
  fixture: FixtureCase,
  report: CaseReport,
  checks: Readonly<Record<string, (name: string) => void>>,
): void {
  for (const name of Object.keys(fixture.bounds)) {
    const check = checks[name];
    if (check === undefined) report.that(name, false, 'unknown bound');
    else check(name);
  }
}

/** Reports every expected value of the case through the check of that name; an unknown one fails. */
export function checkExpected(
  fixture: FixtureCase,
  report: CaseReport,
  checks: Readonly<Record<string, (name: string) => void>>,
): void {
  for (const name of fixture.expectedNames) {
    const check = checks[name];
    if (check === undefined) report.that(name, false, 'unknown expected value');
    else check(name);
  }
}
