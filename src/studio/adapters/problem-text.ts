/** The sentence of an error for a person. */
import { toErrorRecord } from '../../core/errors';

export function problemText(error: unknown): string {
  return toErrorRecord(error).message;
}
