/**
 * The worker's side of a thread boundary: functions become callable through comlink, and what they
 * throw crosses as an ErrorRecord (structured clone would drop the class and the code).
 */
import { expose, type Endpoint } from 'comlink';
import { toErrorRecord } from '../src/core/errors';

type AsyncFunctions = Record<string, (...args: never[]) => Promise<unknown>>;

/**
 * Exposes every function of the object.
 * @param endpoint the worker itself unless a MessagePort is given
 */
export function exposeFunctions(functions: AsyncFunctions, endpoint?: Endpoint): void {
  const guarded = Object.fromEntries(
    Object.entries(functions).map(([name, run]) => [
      name,
      async (...args: never[]) => {
        try {
          return await run(...args);
        } catch (error) {
          // A rejection, not a throw: the value is a plain record, which crosses threads whole.
          return Promise.reject(toErrorRecord(error));
        }
      },
    ]),
  );
  expose(guarded, endpoint);
}
