import type { OwnNames } from './by-name';
/**
 * Everything that can go wrong, by name.
 *
 * A StillroomError is for the person at the page: its message says what was received, what is wrong
 * with it and what to do. The code is for the program, and survives the trip between threads as
 * `{ code, message, data }` (structured clone drops error classes).
 */
export const ERROR_CODES = [
  'Aborted',
  'BadArchive',
  'BadFixture',
  'BadImage',
  'BadManifest',
  'BadParameter',
  'BadRecipe',
  'DeviceLost',
  'DuplicateClass',
  'Internal',
  'ModelChanged',
  'NonFiniteOutput',
  'OutOfMemory',
  'PackInvalid',
  'PackMismatch',
  'PermissionDenied',
  'QuotaExceeded',
  'ShapeMismatch',
  'StorageFailed',
  'TooFewCores',
  'TooFewImages',
  'Unsupported',
  'WorkerLost',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What an error carries for the program, beside its sentence: numbers, names, a nearest choice. */
export type ErrorData = OwnNames<string | number | boolean | null>;

export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly data: ErrorData;
}

export class StillroomError extends Error {
  override readonly name = 'StillroomError';
  readonly code: ErrorCode;
  readonly data: ErrorData;

  constructor(code: ErrorCode, message: string, data: ErrorData = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.data = data;
  }
}

/** The plain object that crosses a thread boundary in place of an error. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof StillroomError) {
    return { code: error.code, message: error.message, data: error.data };
  }
  if (isAbort(error)) return { code: 'Aborted', message: 'Cancelled.', data: {} };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'Internal', message: `Something unexpected happened: ${message}.`, data: {} };
}

/** The error behind a record that came from another thread. */
export function fromErrorRecord(record: ErrorRecord): StillroomError {
  return new StillroomError(record.code, record.message, record.data);
}

/** True for a cancellation, ours or the platform's. */
export function isAbort(error: unknown): boolean {
  if (error instanceof StillroomError) return error.code === 'Aborted';
  return error instanceof Error && error.name === 'AbortError';
}

/** Throws `Aborted` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new StillroomError('Aborted', 'Cancelled.');
}
