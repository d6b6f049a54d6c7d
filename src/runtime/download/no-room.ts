/** A browser that has no more room, in words. */
import { StillroomError } from '../../core/errors';

/** What went wrong while a file of a model was kept; as it was, where room is not the matter. */
export function noRoom(path: string, cause: unknown): unknown {
  if (!(cause instanceof DOMException && cause.name === 'QuotaExceededError')) return cause;
  return new StillroomError(
    'QuotaExceeded',
    `This browser has no more room for ${path}. What is here stays: remove other models or results, then go on.`,
    { file: path },
    { cause },
  );
}
