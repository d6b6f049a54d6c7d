/** Says how far the runs or an evaluation are in the page's title, and at the runs’ end, where it is allowed, by a notification. */
import { endSentence, pageTitle } from '../../runs/pageTitle';
import { useEvaluate } from '../../state/evaluate';
import { useQueue } from '../../state/queue';
import { useRun } from '../../state/run';
import { subscribeAll } from '../../adapters/subscribe-all';

/** Follows them from now on. */
export function announceRuns(): void {
  let said: string | null = null;
  subscribeAll(
    useQueue,
    useRun,
    useEvaluate,
  )(() => {
    const { runs } = useQueue.getState();
    const run = useRun.getState();
    document.title = pageTitle(runs, run, useEvaluate.getState());
    const end = endSentence(runs, run);
    if (end !== null && end !== said) notifyOutside(end);
    said = end;
  });
}

/** Only who looks elsewhere has to be told. */
function notifyOutside(text: string): void {
  if (!document.hidden || !('Notification' in window)) return;
  if (Notification.permission !== 'granted') return;
  // Some browsers have the class and refuse its constructor.
  try {
    const told = new Notification('Stillroom', { body: text });
    told.addEventListener('click', () => window.focus());
  } catch {
    return;
  }
}
