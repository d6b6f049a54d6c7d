/** Starts a worker for each check, as the studio does for each model. */
import { wrap, type Remote } from 'comlink';
import type { Checks } from './worker';

declare global {
  interface Window {
    startWorker: () => Remote<Checks>;
    checks: Remote<Checks>;
  }
}

window.startWorker = () => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return wrap<Checks>(worker);
};
