/**
 * Classes that are read before anybody asks: those that take part, and the one that is looked at, which goes
 * first. A class that no longer takes part is let go of in the middle, unless somebody asked for it
 * meanwhile; it is read when it takes part again or is looked at.
 *
 * Nothing is read ahead while somebody uses the model, or waits for the map that is looked at. The model's threads
 * compute in step, and another thread on one of their cores holds up all of them: a run on two cores is several times
 * as slow beside the reading of classes whose turn is minutes away, and what was read ahead saves it less.
 */
import { isAbort } from '../../core/errors';
import type { Schedule } from '../../run/schedule';
import { useCollection, type ClassRow } from '../state/collection';
import { useSelection } from '../state/selection';
import type { ReadingUnderWay } from './class-reader';
import type { CollectionSource } from './collection-source';
import { subscribeAll } from './subscribe-all';

function isWanted({ folder, included }: ClassRow): boolean {
  return included || isShown(folder);
}

/** The class to read next; null where all that are wanted are read. */
function nextFolder(source: CollectionSource): string | null {
  const { classes } = useCollection.getState();
  const isOpen = (row: ClassRow) =>
    row.read.state === 'waiting' && isWanted(row) && source.lists(row.folder);
  const shown = classes.find(({ folder }) => isShown(folder));
  const next = shown !== undefined && isOpen(shown) ? shown : classes.find(isOpen);
  return next?.folder ?? null;
}

/** What can change whether something is read. */
type Changes = Pick<Schedule, 'subscribe'>;
type Claims = Changes & Pick<Schedule, 'working' | 'held'>;

/** Resolves when a change of the stores or claims makes it true, or when a signal fires. */
function until(
  holds: () => boolean,
  changes: Changes,
  ...signals: readonly AbortSignal[]
): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!signals.some(({ aborted }) => aborted) && !holds()) return;
      stop();
      for (const signal of signals) signal.removeEventListener('abort', look);
      resolve();
    };
    const stop = subscribeAll(useCollection, useSelection, changes)(look);
    for (const signal of signals) signal.addEventListener('abort', look);
    look();
  });
}

const isShown = (folder: string): boolean => folder === useSelection.getState().folder;

/** What a person waits for is read, unless a person holds it: pictures that are looked at, and those of a run. */
export async function mayReadOn(
  { folder, asked, closed }: ReadingUnderWay,
  claims: Claims,
): Promise<void> {
  await until(() => isShown(folder) || !claims.working, claims, asked, closed);
  await until(() => !claims.held, claims, closed);
}

/** Reads one class for as long as it is wanted. */
async function readWhileWanted(
  source: CollectionSource,
  folder: string,
  changes: Changes,
): Promise<void> {
  const over = new AbortController();
  const unwanted = new AbortController();
  void until(
    () => {
      const row = useCollection.getState().classes.find((one) => one.folder === folder);
      return row === undefined || !isWanted(row);
    },
    changes,
    over.signal,
  ).then(() => unwanted.abort());
  try {
    await source.readAhead(folder, unwanted.signal);
  } finally {
    over.abort();
  }
}

/**
 * Reads ahead until another collection takes this one's place.
 * @param rested called whenever all that is wanted is read
 */
export async function readAhead(
  source: CollectionSource,
  claims: Claims,
  rested: () => Promise<void>,
): Promise<void> {
  const { closed } = source;
  const mayBegin = () => {
    const folder = nextFolder(source);
    return folder !== null && !claims.held && (isShown(folder) || !claims.working);
  };
  while (!closed.aborted) {
    try {
      if (nextFolder(source) === null) await rested();
      await until(mayBegin, claims, closed);
      const folder = nextFolder(source);
      if (folder !== null) await readWhileWanted(source, folder, claims);
    } catch (error) {
      // The class's row says what went wrong; the others are read all the same.
      if (isAbort(error) && closed.aborted) return;
    }
  }
}
