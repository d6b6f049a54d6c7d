/**
 * Which tab shows what. Two tabs may work at once: each has an id, a record of the run and the classes
 * that it shows, and a lock that lives as long as it does, so that others know what must not be taken
 * away under it.
 *
 * The id lies in the tab's own session storage and survives a reload. A fresh tab takes the id of the
 * latest tab that is gone, and with it what that one showed: whoever closes the page and opens it
 * again finds the work as it was, and whoever opens a second one beside it begins anew.
 *
 *     tabs  <id>              TabRecord
 *     tabs  <id>/collection   the remembered collection (remembered-collection.ts)
 *     tabs  <id>/evaluation   how sets are to be evaluated (src/studio/commands/evaluate)
 */
import type { Storage } from '../../core/storage';

export interface TabState {
  /** Handle of the run that the tab shows. */
  readonly run: string | null;
  /** Fingerprints of the classes that it shows, as far as they are read. */
  readonly owners: readonly string[];
}

interface TabRecord extends TabState {
  readonly version: typeof TABS_VERSION;
  /** Milliseconds of the wall clock, when the tab last said something. */
  readonly seenAt: number;
}

/** What the browser gives a tab. */
export interface TabHost {
  readonly session: { get(): string | null; set(id: string): void };
  /** Undefined where the browser has none: every tab then counts as alive. */
  readonly locks: Pick<LockManager, 'request' | 'query'> | undefined;
  /** True where this is a reload: the id in the session is then nobody else's. */
  readonly reloaded: boolean;
  /** When each tab left, as `now` says it: in a store that takes a page's last word and that all tabs read. */
  readonly departures: {
    get(id: string): number | null;
    set(id: string, at: number): void;
    delete(id: string): void;
  };
  /** Calls back as the page goes away. */
  readonly onLeave: (leave: () => void) => void;
  readonly now: () => number;
  readonly newId: () => string;
}

const TABS_VERSION = 1;
const SESSION_KEY = 'stillroom-tab';
const ADOPTION_LOCK = 'stillroom-tabs';
/** A reloaded tab's former document may hold the lock for a moment yet, which is long where a machine is busy. */
const RELOAD_PATIENCE_MS = 10_000;
/** A tab that was not reloaded may be a copy of one that is open, and keeps its lock. */
const TWIN_PATIENCE_MS = 500;
/** A tab that left may be on its way back, as a reload is: so long what it showed is not taken away. */
export const RETURN_MS = 10_000;
const NOTHING: TabState = { run: null, owners: [] };

const lockOf = (id: string): string => `stillroom-tab/${id}`;
const departureOf = (id: string): string => `stillroom-left/${id}`;

function isRecord(value: unknown): value is TabRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === TABS_VERSION
  );
}

async function recordOf(storage: Storage, id: string): Promise<TabRecord | undefined> {
  const value = await storage.get('tabs', id);
  return isRecord(value) ? value : undefined;
}

/**
 * Takes a tab's lock. That it takes long is no sign that somebody else has it: a tab without its lock would count as
 * gone, and another would take its place.
 * @returns how to let it go, or null when somebody else keeps it
 */
async function hold({ locks, reloaded }: TabHost, id: string): Promise<(() => void) | null> {
  if (locks === undefined) return () => undefined;
  const name = lockOf(id);
  const givenUp = new AbortController();
  const { signal } = givenUp;
  let looking: ReturnType<typeof setInterval> | undefined;
  const taken = new Promise<(() => void) | null>((resolve, reject) => {
    const held = (): Promise<void> =>
      new Promise((release) => {
        resolve(release);
      });
    locks.request(name, { signal }, held).catch((error: unknown) => {
      if (signal.aborted) resolve(null);
      else reject(error);
    });
    const look = async (): Promise<void> => {
      const now = await locks.query();
      if (now.held?.some((one) => one.name === name) === true) givenUp.abort();
    };
    const patience = reloaded ? RELOAD_PATIENCE_MS : TWIN_PATIENCE_MS;
    looking = setInterval(() => void look().catch(reject), patience);
  });
  return taken.finally(() => clearInterval(looking));
}

const idsAmong = (keys: readonly string[]): string[] => keys.filter((key) => !key.includes('/'));

/** Ids of the tabs that have a record: the open ones, and those that can come back. */
export async function knownTabs(storage: Storage): Promise<ReadonlySet<string>> {
  return new Set(idsAmong(await storage.keys('tabs')));
}

/** Every tab that has a record, and which of them are open. */
async function allTabs(storage: Storage, { locks }: TabHost) {
  const keys = await storage.keys('tabs');
  const ids = idsAmong(keys);
  if (locks === undefined) return { keys, ids, living: new Set(ids) };
  const { held = [] } = await locks.query();
  const names = new Set(held.map(({ name }) => name));
  return { keys, ids, living: new Set(ids.filter((id) => names.has(lockOf(id)))) };
}

/** The latest tab that is gone and showed something; those that showed nothing are forgotten. */
async function latestGone(storage: Storage, host: TabHost): Promise<string | null> {
  const { keys, ids, living } = await allTabs(storage, host);
  let latest: { readonly id: string; readonly seenAt: number } | null = null;
  for (const id of ids.filter((one) => !living.has(one))) {
    const record = await recordOf(storage, id);
    const shows = record !== undefined && (record.run !== null || record.owners.length > 0);
    if (!shows && !keys.some((key) => key.startsWith(`${id}/`))) {
      await storage.delete('tabs', [id]);
      host.departures.delete(id);
      continue;
    }
    const seenAt = record?.seenAt ?? 0;
    if (latest === null || seenAt > latest.seenAt) latest = { id, seenAt };
  }
  return latest?.id ?? null;
}

/** An id with its lock: the latest gone tab's, or a new one. */
async function freshId(storage: Storage, host: TabHost): Promise<[string, () => void]> {
  const gone = await latestGone(storage, host);
  const release = gone === null ? null : await hold(host, gone);
  if (gone !== null && release !== null) return [gone, release];
  const id = host.newId();
  return [id, (await hold(host, id)) ?? (() => undefined)];
}

async function ownId(storage: Storage, host: TabHost): Promise<[string, () => void]> {
  const before = host.session.get();
  // A tab that was duplicated has its twin's id, and the twin has the lock.
  const release = before === null ? null : await hold(host, before);
  if (before !== null && release !== null) return [before, release];
  // One fresh tab at a time, so that two do not take the same id.
  if (host.locks === undefined) return freshId(storage, host);
  return host.locks.request(ADOPTION_LOCK, () => freshId(storage, host));
}

export class Tab {
  readonly id: string;
  readonly #storage: Storage;
  readonly #host: TabHost;
  readonly #release: () => void;

  constructor(id: string, storage: Storage, host: TabHost, release: () => void) {
    this.id = id;
    this.#storage = storage;
    this.#host = host;
    this.#release = release;
  }

  /** What the tab shows, or showed before a reload. */
  async shown(): Promise<TabState> {
    const { run, owners } = (await recordOf(this.#storage, this.id)) ?? NOTHING;
    return { run, owners };
  }

  /** Says what the tab shows from now on. */
  async show({ run, owners }: TabState): Promise<void> {
    const value: TabRecord = { version: TABS_VERSION, seenAt: this.#host.now(), run, owners };
    await this.#storage.put([{ table: 'tabs', key: this.id, value }]);
  }

  /** What the other tabs show that are open or may be reloading: not to be taken away. */
  async others(): Promise<{ readonly runs: Set<string>; readonly owners: Set<string> }> {
    const { departures, now } = this.#host;
    const { ids, living } = await allTabs(this.#storage, this.#host);
    const since = now() - RETURN_MS;
    const mayReturn = (id: string): boolean => (departures.get(id) ?? -Infinity) > since;
    const runs = new Set<string>();
    const owners = new Set<string>();
    for (const id of ids) {
      if (id === this.id || !(living.has(id) || mayReturn(id))) continue;
      const record = await recordOf(this.#storage, id);
      if (record?.run != null) runs.add(record.run);
      for (const owner of record?.owners ?? []) owners.add(owner);
    }
    return { runs, owners };
  }

  /** Says that the tab leaves. The page's end lets its lock go. */
  leave(): void {
    this.#host.departures.set(this.id, this.#host.now());
  }

  /** Leaves, and lets the lock go, as the end of the page does. */
  close(): void {
    this.leave();
    this.#release();
  }
}

/** This tab, as it was before a reload, or a fresh one. */
export async function openTab(storage: Storage, host: TabHost = browserHost()): Promise<Tab> {
  const [id, release] = await ownId(storage, host);
  host.session.set(id);
  const tab = new Tab(id, storage, host, release);
  host.onLeave(() => tab.leave());
  await tab.show(await tab.shown());
  return tab;
}

function browserHost(): TabHost {
  return {
    session: {
      get: () => {
        try {
          return sessionStorage.getItem(SESSION_KEY);
        } catch {
          // Where storage is forbidden a reload is a fresh tab.
          return null;
        }
      },
      set: (id) => {
        try {
          sessionStorage.setItem(SESSION_KEY, id);
        } catch {
          // As above.
        }
      },
    },
    locks: 'locks' in navigator ? navigator.locks : undefined,
    reloaded: performance
      .getEntriesByType('navigation')
      .some((entry) => entry instanceof PerformanceNavigationTiming && entry.type === 'reload'),
    departures: {
      get: (id) => {
        try {
          const at = localStorage.getItem(departureOf(id));
          return at === null ? null : Number(at);
        } catch {
          // Where storage is forbidden nobody keeps anything.
          return null;
        }
      },
      set: (id, at) => {
        try {
          localStorage.setItem(departureOf(id), String(at));
        } catch {
          // As above, or it is full: the tab then counts as gone at once.
        }
      },
      delete: (id) => {
        try {
          localStorage.removeItem(departureOf(id));
        } catch {
          // As above.
        }
      },
    },
    onLeave: (leave) => window.addEventListener('pagehide', leave),
    now: () => Date.now(),
    newId: () => {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
  };
}
