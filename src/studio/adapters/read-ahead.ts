/**
 * Classes that are read before anybody asks: those that take part, and the one that is looked at, which goes
 * first. A class that no longer takes part is let go of in the middle, unless somebody asked for it
 * meanwhile; it is read when it takes part again or is looked at.
 */
import { isAbort } from '../../core/errors';
import type { Schedule } from '../../run/schedule';
import { useCollection, type ClassRow } from '../state/collection';
import { useSelection } from '../state/selection';
import type { CollectionSource } from './collection-source';
import { subscribeAll } from './subscribe-all';

const subscribe = subscribeAll(useCollection, useSelection);

function isWanted({ folder, included }: ClassRow): boolean {
  return included || folder === useSelection.getState().folder;
}

/** The class to read next; null where all that are wanted are read. */
function nextFolder(source: CollectionSource): string | null {
  const own = new Set(source.folders);
  const open = useCollection
    .getState()
    .classes.filter((row) => own.has(row.folder) && row.read.state === 'waiting' && isWanted(row));
  const shown = useSelection.getState().folder;
  return (open.find(({ folder }) => folder === shown) ?? open[0])?.folder ?? null;
}

/** Resolves when the stores make it true, or when the signal fires. */
function until(holds: () => boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!signal.aborted && !holds()) return;
      stop();
      signal.removeEventListener('abort', look);
      resolve();
    };
    const stop = subscribe(look);
    signal.addEventListener('abort', look);
    look();
  });
}

/** Reads one class for as long as it is wanted. */
async function readWhileWanted(source: CollectionSource, folder: string): Promise<void> {
  const over = new AbortController();
  const unwanted = new AbortController();
  void until(() => {
    const row = useCollection.getState().classes.find((one) => one.folder === folder);
    return row === undefined || !isWanted(row);
  }, over.signal).then(() => unwanted.abort());
  try {
    await source.readAhead(folder, unwanted.signal);
  } finally {
    over.abort();
  }
}

/**
 * Reads ahead until another collection takes this one's place. The first class is the one on the page: it
 * waits for nothing.
 * @param rested called whenever all that is wanted is read
 */
export async function readAhead(
  source: CollectionSource,
  schedule: Pick<Schedule, 'quiet'>,
  rested: () => Promise<void>,
): Promise<void> {
  const { closed } = source;
  let isFirst = true;
  while (!closed.aborted) {
    const folder = nextFolder(source);
    try {
      if (folder === null) {
        await rested();
        await until(() => nextFolder(source) !== null, closed);
      } else {
        if (!isFirst) await schedule.quiet(closed);
        isFirst = false;
        await readWhileWanted(source, folder);
      }
    } catch (error) {
      // The class's row says what went wrong; the others are read all the same.
      if (isAbort(error) && closed.aborted) return;
    }
  }
}
