/** Where a key leads in a grid of pictures that is read like a text. */

export interface GridShape {
  readonly count: number;
  readonly columns: number;
  /** Rows that are on the screen at once. */
  readonly rows: number;
}

/**
 * The position that a key leads to, which stops at both ends; null for a key that moves nothing.
 * @param at the present position, from 0; -1 for none
 */
export function positionAfter(key: string, at: number, shape: GridShape): number | null {
  const { count, columns, rows } = shape;
  if (count === 0) return null;
  const to = (position: number) => (at < 0 ? 0 : Math.min(count - 1, Math.max(0, position)));
  /** The column is kept, also where that row ends before it. */
  const toRow = (by: number) => {
    const last = Math.floor((count - 1) / columns);
    const row = Math.min(last, Math.max(0, Math.floor(at / columns) + by));
    return to(row * columns + (at % columns));
  };
  switch (key) {
    case 'ArrowLeft':
      return to(at - 1);
    case 'ArrowRight':
      return to(at + 1);
    case 'ArrowUp':
      return toRow(-1);
    case 'ArrowDown':
      return toRow(1);
    case 'PageUp':
      return toRow(-rows);
    case 'PageDown':
      return toRow(rows);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** All values of a list between two of its positions, both included, in the list's order. */
export function between(list: readonly number[], from: number, to: number): readonly number[] {
  return list.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** The values with one more, or with one less where it is among them; ascending. */
export function toggled(values: readonly number[], value: number): number[] {
  return values.includes(value)
    ? values.filter((one) => one !== value)
    : withValues(values, [value]);
}

/** Both together, each once, ascending. */
export function withValues(values: readonly number[], more: readonly number[]): number[] {
  return [...new Set([...values, ...more])].sort((a, b) => a - b);
}
