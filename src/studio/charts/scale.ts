/** Linear axes: from data to pixels, with ticks at numbers that people read. */

export interface Scale {
  readonly domain: readonly [number, number];
  /** Position of a value in pixels. */
  readonly at: (value: number) => number;
}

export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
): Scale {
  const [low, high] = domain;
  const [from, to] = range;
  const span = high - low;
  return {
    domain,
    at: (value) => (span === 0 ? (from + to) / 2 : from + ((value - low) / span) * (to - from)),
  };
}

/**
 * Ticks at 1, 2 or 5 times a power of ten inside [low, high].
 * @param wanted about how many; the result has at most one more than twice as many
 */
export function niceTicks(low: number, high: number, wanted: number): number[] {
  if (!(high > low) || wanted < 1) return [low];
  const step = niceStep((high - low) / wanted);
  const ticks: number[] = [];
  const last = Math.floor(high / step + 1e-9);
  for (let k = Math.ceil(low / step - 1e-9); k <= last; k++) ticks.push(k * step);
  return ticks;
}

/** The next of 1, 2, 5 times a power of ten that is at least `rough`. */
export function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  if (lead <= 1) return power;
  if (lead <= 2) return 2 * power;
  return lead <= 5 ? 5 * power : 10 * power;
}

/** [0, the largest value rounded up to a tick]; [0, 1] where there is nothing to show. */
export function zeroBasedDomain(values: readonly number[], wanted: number): [number, number] {
  const largest = values.reduce((top, value) => (value > top ? value : top), 0);
  if (largest <= 0) return [0, 1];
  const step = niceStep(largest / wanted);
  return [0, Math.ceil(largest / step - 1e-9) * step];
}

/** Powers of ten around the values above 0, as exponents; four decades where there are none. */
export function decadesOf(values: readonly number[]): [number, number] {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return [-4, 0];
  const low = Math.floor(Math.log10(Math.min(...positive)));
  const high = Math.ceil(Math.log10(Math.max(...positive)));
  return [low, Math.max(high, low + 1)];
}

/** A tick as short text without binary dust. */
export function tickText(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Width of a digit at the size of ticks, rounded up, in pixels. */
const DIGIT = 7;

/**
 * Where a tick's text stands under its position: centred, and where half of it would leave the chart, with
 * its end at the chart's end.
 * @param x pixels
 * @param width of the chart, in pixels
 */
export function tickPlace(
  x: number,
  text: string,
  width: number,
): { readonly x: number; readonly textAnchor: 'middle' | 'end' } {
  const half = (text.length * DIGIT) / 2;
  return x + half > width ? { x: width, textAnchor: 'end' } : { x, textAnchor: 'middle' };
}
