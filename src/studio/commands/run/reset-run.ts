import { useQueue } from '../../state/queue';
import { idleRun, useRun } from '../../state/run';

/** No run is under way, and none is spoken of any more. */
export function resetRun(): void {
  useRun.setState(idleRun);
  useQueue.setState({ runs: [] });
}
