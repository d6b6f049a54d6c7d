import { isAbort } from '../../core/errors';
import { problemText } from '../adapters/problem-text';
import { notify } from '../state/notices';

/** Does the work; what goes wrong becomes a message to the person. */
export async function told(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isAbort(error)) notify('error', problemText(error));
  }
}
