/**
 * What a kind's check says about one case: each named value compared once, the worst error kept.
 */
import type { FixtureCase } from './case';

export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** Largest |got - want| for numbers; absent for yes-or-no findings. */
  readonly error?: number;
  readonly detail?: string;
}

export class CaseReport {
  readonly findings: Finding[] = [];
  readonly #fixture: FixtureCase;

  constructor(fixture: FixtureCase) {
    this.#fixture = fixture;
  }

  /** Element by element against the expected value of that name, under the case's tolerance. */
  close(name: string, got: ArrayLike<number> | number): void {
    this.closeTo(name, got, this.#fixture.expected(name));
  }

  /** As `close`, against values that the check derived from the fixture itself. */
  closeTo(name: string, got: ArrayLike<number> | number, want: ArrayLike<number>): void {
    const values = typeof got === 'number' ? [got] : got;
    if (values.length !== want.length) {
      this.that(name, false, `length ${values.length}, expected ${want.length}`);
      return;
    }
    const { abs, rel } = this.#fixture.tolerance(name);
    let error = 0;
    let ok = true;
    for (let i = 0; i < want.length; i++) {
      const expected = want[i] ?? Number.NaN;
      const value = values[i] ?? Number.NaN;
      if (Object.is(value, expected) || value === expected) continue;
      const difference = Math.abs(value - expected);
      if (!(difference <= abs + rel * Math.abs(expected))) ok = false;
      if (!(difference <= error)) error = difference;
    }
    this.findings.push({ name, ok, error });
  }

  /** A yes-or-no finding: a bound, a partition, a set. */
  that(name: string, ok: boolean, detail = ''): void {
    this.findings.push({ name, ok, detail });
  }
}

/** Computes one kind with Stillroom's code and reports every expected value or bound of the case. */
export type KindCheck = (fixture: FixtureCase, report: CaseReport) => void | Promise<void>;
