/** Fixture inputs in the arithmetic of the transport code. */
import type { FixtureCase } from '../../case';

/** A named input widened to float64; exact for f4 and i4. */
export function float64(fixture: FixtureCase, name: string): Float64Array {
  return Float64Array.from(fixture.input(name).data);
}
