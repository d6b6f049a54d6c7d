/** Letters, marks and overrides that run from right to left: Hebrew to Syriac and beyond. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A name inside a plain sentence. Letters that run from right to left take digits and names beside them along,
 * unless the name stands between the marks of an isolate, as in an element <bdi>.
 */
export function inOwnDirection(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}
