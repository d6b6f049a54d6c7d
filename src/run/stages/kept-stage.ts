/**
 * A stage's result, taken from where it is kept or made, once. A map and a run may want the same thing
 * at the same time: whoever comes second waits for the first and finds what that one kept, or makes it
 * where the first was stopped.
 */
import { StillroomError, throwIfAborted } from '../../core/errors';
import { unlessAborted } from '../unless-aborted';
import { stageName, type StageKind, type Stages } from './stages';

/** What is being made now, by storage and key; it never rejects. */
const making = new WeakMap<Stages, Map<string, Promise<void>>>();

/**
 * Does the work when nobody else works under this name.
 * @throws StillroomError Aborted; whatever the work throws
 */
export async function alone<T>(
  stages: Stages,
  name: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const names = making.get(stages) ?? new Map<string, Promise<void>>();
  making.set(stages, names);
  for (let other = names.get(name); other !== undefined; other = names.get(name)) {
    await unlessAborted(other, signal);
  }
  throwIfAborted(signal);
  const done = work();
  const over = () => {
    names.delete(name);
  };
  names.set(name, done.then(over, over));
  return done;
}

/**
 * The value of a stage.
 * @param owner fingerprint of the class whose pictures it comes from
 * @throws StillroomError Aborted; whatever making throws
 */
export function keptStage<Value>(
  stages: Stages,
  kind: StageKind<Value>,
  owner: string,
  inputs: object,
  signal: AbortSignal,
  make: () => Promise<Value>,
): Promise<Value> {
  return alone(stages, `${owner}/${stageName(kind, inputs)}`, signal, () =>
    stages.made(kind, owner, inputs, make),
  );
}

/** A fault of ours: a stage gave something of another size than it must. */
export function wrongSize(what: string, received: number, expected: number): StillroomError {
  return new StillroomError(
    'ShapeMismatch',
    `${what} has ${received} numbers where ${expected} are needed. Reload the model.`,
    { received, expected },
  );
}
