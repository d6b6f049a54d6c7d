import { describe, expect, it } from 'vitest';
import { openTab, RETURN_MS, type Tab, type TabHost } from '../../../src/data/store/tabs';
import { MapStorage } from './map-storage';

type Granted = (lock: Lock) => Promise<unknown>;

/**
 * Web Locks of one browser, as far as tabs use them.
 * @param slow after how many milliseconds a request is heard
 */
function lockManager(slow: number): Required<TabHost>['locks'] & object {
  const held = new Map<string, Promise<unknown>>();
  const run = async (name: string, signal: AbortSignal | undefined, granted: Granted) => {
    if (slow > 0) await new Promise((heard) => setTimeout(heard, slow));
    signal?.throwIfAborted();
    for (let before = held.get(name); before !== undefined; before = held.get(name)) {
      const aborted = new Promise((resolve) => signal?.addEventListener('abort', resolve));
      await Promise.race([before, aborted]);
      signal?.throwIfAborted();
    }
    const done = granted({ name, mode: 'exclusive' });
    const settled = done.finally(() => held.delete(name));
    held.set(name, settled);
    return settled;
  };
  return {
    request: (name: string, first: LockOptions | Granted, second?: Granted) =>
      typeof first === 'function'
        ? run(name, undefined, first)
        : run(name, first.signal, second ?? (() => Promise.resolve())),
    query: () =>
      Promise.resolve({ held: Array.from(held.keys(), (name) => ({ name })), pending: [] }),
  };
}

/** A browser: its storage, its locks, its clock. */
function browser(slow = 0) {
  const storage = new MapStorage();
  const locks = lockManager(slow);
  const departures = new Map<string, number>();
  let time = 0;
  let ids = 0;
  /** @param session what the tab's session storage holds */
  const open = async (
    session: { id: string | null } = { id: null },
    reloaded = false,
  ): Promise<Tab> =>
    openTab(storage, {
      session: {
        get: () => session.id,
        set: (id) => {
          session.id = id;
        },
      },
      locks,
      reloaded,
      departures: {
        get: (id) => departures.get(id) ?? null,
        set: (id, at) => departures.set(id, at),
        delete: (id) => departures.delete(id),
      },
      onLeave: () => undefined,
      now: () => ++time,
      newId: () => `tab${++ids}`,
    });
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return { storage, open, pass };
}

describe('a tab', () => {
  it('shows after a reload what it showed before', async () => {
    const { open } = browser();
    const session = { id: null };
    const tab = await open(session);
    expect(await tab.shown()).toEqual({ run: null, owners: [] });
    await tab.show({ run: 'r', owners: ['f'] });
    tab.close();
    const again = await open(session);
    expect([again.id, await again.shown()]).toEqual([tab.id, { run: 'r', owners: ['f'] }]);
  });

  it('waits after a reload until the document before it has gone', async () => {
    const { open } = browser();
    const session = { id: null };
    const tab = await open(session);
    // Longer than a copy of an open tab would wait.
    setTimeout(() => tab.close(), 700);
    expect((await open(session, true)).id).toBe(tab.id);
  });

  it('keeps its place where the browser is slow to give it its lock', async () => {
    const { open } = browser(700);
    const session = { id: null };
    const first = await open(session);
    await first.show({ run: 'r', owners: ['f'] });
    const second = await open();
    expect(await second.shown()).toEqual({ run: null, owners: [] });
    first.close();
    const again = await open(session);
    expect([again.id, await again.shown()]).toEqual([first.id, { run: 'r', owners: ['f'] }]);
  });

  it('begins anew beside an open one, and says what the other shows', async () => {
    const { open, pass } = browser();
    const first = await open();
    await first.show({ run: 'r', owners: ['f'] });
    const second = await open();
    expect(await second.shown()).toEqual({ run: null, owners: [] });
    await second.show({ run: 's', owners: ['g'] });
    expect(await second.others()).toEqual({ runs: new Set(['r']), owners: new Set(['f']) });
    expect(await first.others()).toEqual({ runs: new Set(['s']), owners: new Set(['g']) });
    first.close();
    pass(RETURN_MS);
    expect(await second.others()).toEqual({ runs: new Set(), owners: new Set() });
  });

  it('still shows what it showed to others while it is reloaded', async () => {
    const { open, pass } = browser();
    const session = { id: null };
    const shown = { runs: new Set(['r']), owners: new Set(['f']) };
    const tab = await open(session);
    await tab.show({ run: 'r', owners: ['f'] });
    const other = await open();
    // Long after it last said something.
    pass(RETURN_MS);
    tab.close();
    expect(await other.others()).toEqual(shown);
    const again = await open(session, true);
    pass(RETURN_MS);
    expect([again.id, await other.others()]).toEqual([tab.id, shown]);
  });

  it('takes over what the latest closed one showed, when it is fresh', async () => {
    const { open } = browser();
    const [first, second, idle] = [await open(), await open(), await open()];
    await second.show({ run: 'late', owners: [] });
    await first.show({ run: 'latest', owners: [] });
    for (const tab of [first, second, idle]) tab.close();
    // Two at once take two, and a tab that showed nothing is nobody's.
    const fresh = await Promise.all([open(), open(), open()]);
    const runs = await Promise.all(fresh.map(async (tab) => (await tab.shown()).run));
    expect(new Set(runs)).toEqual(new Set(['late', 'latest', null]));
  });

  it('takes over a closed one that had a collection alone', async () => {
    const { storage, open } = browser();
    const first = await open();
    await storage.put([{ table: 'tabs', key: `${first.id}/collection`, value: 1 }]);
    first.close();
    expect((await open()).id).toBe(first.id);
  });

  it('gets an id of its own when it was duplicated', async () => {
    const { open } = browser();
    const session = { id: null as string | null };
    const first = await open(session);
    const twin = await open({ id: session.id });
    expect(twin.id).not.toBe(first.id);
  });

  it('after it showed nothing any more stays empty over a reload', async () => {
    const { open } = browser();
    const session = { id: null };
    const tab = await open(session);
    await tab.show({ run: 'r', owners: [] });
    const other = await open();
    await other.show({ run: 's', owners: [] });
    other.close();
    await tab.show({ run: null, owners: [] });
    tab.close();
    expect(await (await open(session)).shown()).toEqual({ run: null, owners: [] });
  });
});
