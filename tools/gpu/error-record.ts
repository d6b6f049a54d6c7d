/** Errors cross from a worker as plain records. */
import type { ErrorRecord } from '../../src/core/errors';

/** @throws Error with the record's sentence */
export function throwIfRecord(value: object): void {
  if ('code' in value && 'message' in value) throw new Error((value as ErrorRecord).message);
}
