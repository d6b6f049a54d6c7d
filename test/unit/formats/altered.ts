/** For tests of what files may not be. */
import { StillroomError } from '../../../src/core/errors';

/** A copy with the member at a path replaced; undefined removes it. */
export function altered(
  value: object,
  path: readonly (string | number)[],
  member: unknown,
): unknown {
  const copy = JSON.parse(JSON.stringify(value)) as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (member === undefined) delete at[last];
  else at[last] = member;
  return copy;
}

export function errorOf(run: () => unknown): StillroomError {
  try {
    run();
  } catch (error) {
    if (error instanceof StillroomError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
