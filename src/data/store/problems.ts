/** What goes wrong with storage, as a person hears it. */
import { StillroomError } from '../../core/errors';

const MEGABYTE = 2 ** 20;

/** True for the browser's own word that the disk or the site's share of it is full. */
export function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

/** @param free bytes; undefined where the browser does not tell */
export function storageFull(needed: number, free: number | undefined): StillroomError {
  const room =
    free === undefined ? '' : ` (${Math.max(0, Math.floor(free / MEGABYTE))} MB are left)`;
  return new StillroomError(
    'QuotaExceeded',
    `The browser's storage for this page is full${room}. What is finished from now on is kept in memory until the page is closed: export it before, or discard old results to make room.`,
    { neededBytes: needed, ...(free === undefined ? {} : { freeBytes: free }) },
  );
}

/** The error for storage that does not work, as in some private windows. */
export function storageFailed(cause: unknown): StillroomError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StillroomError(
    'StorageFailed',
    `The browser's storage does not work (${why}). Results are kept in memory until this page is closed: export them before.`,
    {},
    { cause },
  );
}
