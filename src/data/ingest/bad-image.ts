import { StillroomError } from '../../core/errors';

/**
 * The error for a file that is no usable image.
 * @param reason a phrase that continues "This file ...", kept in `data.reason` for lists
 */
export function badImage(reason: string, cause?: unknown): StillroomError {
  const options = cause === undefined ? undefined : { cause };
  return new StillroomError('BadImage', `This file ${reason}.`, { reason }, options);
}

/** For files whose header is whole but whose data ends early. */
export function cutShort(format: string): StillroomError {
  return badImage(`is a ${format} that is cut short; copy or download it again`);
}
