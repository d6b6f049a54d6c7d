/** The page's storage: the browser's, and memory for what finds no room in it. */
import type { Storage } from '../../core/storage';
import { browserPlace } from './browser-place';
import { OverflowStorage } from './overflow';

const DATABASE = 'stillroom';

/** Databases of versions before results had tables; nothing here reads them. */
const OLDER_DATABASES: readonly string[] = ['stillroom-results', 'stillroom-collection'];

export interface OpenedStorage {
  /** For the work: it never fails for want of room. */
  readonly storage: OverflowStorage;
  /** The browser's storage itself, for what is of no use in memory. */
  readonly place: Storage;
}

/** It is opened at the first use. */
export function openStorage(name: string = DATABASE): OpenedStorage {
  const place = browserPlace(name);
  return { storage: new OverflowStorage(place), place };
}

/**
 * What to say about results of an older version of the program; null where there are none. They are
 * put aside: not read, and not taken away before a person clears.
 */
export async function olderResults(): Promise<string | null> {
  const found = await olderDatabases();
  if (found.length === 0) return null;
  return 'Results of an older version of Stillroom are in this browser. This version does not read them, and they take up room until you clear the collection.';
}

export async function removeOlderResults(): Promise<void> {
  await Promise.all((await olderDatabases()).map(removeDatabase));
}

async function olderDatabases(): Promise<string[]> {
  try {
    const databases = await indexedDB.databases();
    return OLDER_DATABASES.filter((name) => databases.some((one) => one.name === name));
  } catch {
    // Storage that does not work has nothing older either; the first write will say so.
    return [];
  }
}

function removeDatabase(name: string): Promise<void> {
  const request = indexedDB.deleteDatabase(name);
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve();
    });
    request.addEventListener('error', () => {
      reject(request.error ?? new Error(`${name} could not be removed`));
    });
  });
}

/**
 * Asks the browser not to evict what is stored when the disk runs low.
 * @returns whether it agreed
 */
export async function keepStoragePersistent(): Promise<boolean> {
  try {
    return await navigator.storage.persist();
  } catch {
    return false;
  }
}
