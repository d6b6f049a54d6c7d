/** A line of a chart, and its path. */

export interface Line {
  readonly name: string;
  /** Any CSS colour. */
  readonly colour: string;
  /** One value a position; null leaves a gap. */
  readonly values: readonly (number | null)[];
}

/** SVG path through the values; a null lifts the pen. */
export function linePath(
  values: readonly (number | null)[],
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  let path = '';
  let down = false;
  values.forEach((value, i) => {
    if (value === null) {
      down = false;
      return;
    }
    path += `${down ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    down = true;
  });
  return path;
}
