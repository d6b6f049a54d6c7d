/** Asks the service worker to keep the program's files, so that the page works without its server. */
import type { KeepMessage, KeptMessage } from '../../offline/page-files';
import type { Schedule } from '../../run/schedule';
import type { ModelHost } from './model-host';

/** Whoever wants a first answer at once has asked for it by then. */
const HURRY_MS = 2000;

/** Addresses of what this thread has fetched. */
function fetchedHere(): string[] {
  return performance.getEntriesByType('resource').map(({ name }) => name);
}

/**
 * Keeps the files of the build, and what was fetched before there was anybody to keep it; what a person
 * waits for first goes before that. Browsers without service workers, and pages that are not built, go without.
 */
export async function keepPage(model: ModelHost, schedule: Schedule): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  await new Promise((resolve) => {
    setTimeout(resolve, HURRY_MS);
  });
  await schedule.answered();
  await navigator.serviceWorker.register('offline.js');
  const { active } = await navigator.serviceWorker.ready;
  const keep = [...fetchedHere(), ...(await model.fetched())];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent<KeptMessage>) => {
    port1.close();
    if (data.kept) model.worksOffline();
  };
  active?.postMessage({ keep } satisfies KeepMessage, [port2]);
}
