/** Numbers of things, in words. */

/** An ordinary count with thin groups: 12,345. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** "1 image", "12 images". */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}
