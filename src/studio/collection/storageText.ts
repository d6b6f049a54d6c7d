import type { StorageState } from '../state/storage';

/** "31 MB", "2.4 MB" below ten, "0.1 MB" at least for anything at all. */
export function megabytes(bytes: number): string {
  const size = bytes / 2 ** 20;
  const shown = size >= 9.95 || bytes === 0 ? Math.round(size) : Math.max(0.1, size);
  return `${Number(shown.toFixed(1)).toLocaleString('en-US')} MB`;
}

/** What the page keeps, in words; empty where the browser does not tell. */
export function storageText({ usedBytes, memoryBytes }: StorageState): string {
  const used = usedBytes === null ? '' : `${megabytes(usedBytes)} kept in this browser`;
  const memory = memoryBytes === 0 ? '' : `${megabytes(memoryBytes)} in memory only`;
  return [used, memory].filter((part) => part !== '').join(' · ');
}
