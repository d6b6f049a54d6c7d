/** Asks the service worker to keep the program's files, so that the page works without its server. */
import type { KeepMessage } from '../../offline/page-files';
import type { ModelHost } from './model-host';

/** Addresses of what this thread has fetched. */
function fetchedHere(): string[] {
  return performance.getEntriesByType('resource').map(({ name }) => name);
}

/**
 * Keeps the files of the build, and what was fetched before there was anybody to keep it. Browsers
 * without service workers, and pages that are not built, go without.
 */
export async function keepPage(model: ModelHost): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('offline.js');
  const { active } = await navigator.serviceWorker.ready;
  const keep = [...fetchedHere(), ...(await model.fetched())];
  active?.postMessage({ keep } satisfies KeepMessage);
}
