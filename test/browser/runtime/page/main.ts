/** Starts a thread for each check, as the studio does for each model. */
import { Thread } from '../../../../src/bridge/thread';
import type { Checks } from './worker';

declare global {
  interface Window {
    startThread: () => Thread<Checks>;
    checks: Thread<Checks>;
  }
}

window.startThread = () =>
  new Thread<Checks>({
    name: 'runtime',
    open: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
  });
