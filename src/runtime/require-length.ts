import { StillroomError } from '../core/errors';

/** @throws StillroomError ShapeMismatch unless as many values came as are needed */
export function requireLength(what: string, received: number, expected: number): void {
  if (received === expected) return;
  throw new StillroomError(
    'ShapeMismatch',
    `${what} has ${received} values where ${expected} are needed. This is a fault of the caller or of another pack's data.`,
    { received, expected },
  );
}
