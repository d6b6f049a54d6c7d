/** Storage, tabs and the remembered collection inside the page. */
import type { Collection } from '../../../../src/data/import/collection';
import { importRoots } from '../../../../src/data/import/import-roots';
import { rootOfHandle } from '../../../../src/data/import/roots';
import { CollectionMemory } from '../../../../src/data/store/remembered-collection';
import { olderResults, openStorage, removeOlderResults } from '../../../../src/data/store/storage';
import { openTab, type Tab, type TabState } from '../../../../src/data/store/tabs';

const { storage, place } = openStorage();
const memory = new CollectionMemory(place, 'tab');
let tab: Tab | undefined;

async function thisTab(): Promise<Tab> {
  tab ??= await openTab(storage);
  return tab;
}

function shape({ classes }: Collection) {
  return classes.map(({ folder, images }) => ({ folder, images: images.length }));
}

export const storageFunctions = {
  async store() {
    await storage.put([
      { table: 'stages', key: 'f/latents/1', value: Uint16Array.of(1, 2, 65535) },
      { table: 'images', key: 'k', value: { png: Uint8Array.of(1, 2), report: { share: 0.5 } } },
      { table: 'stages', key: 'f/latents/2', value: 'b' },
      { table: 'stages', key: 'g/latents/1', value: 'c' },
    ]);
  },

  async stored() {
    const latents = await storage.get('stages', 'f/latents/1');
    const image = (await storage.get('images', 'k')) as { png: Uint8Array; report: object };
    const { quotaBytes = 0 } = await storage.usage();
    const found = {
      latents: latents instanceof Uint16Array ? [...latents] : [],
      png: [...image.png],
      report: image.report,
      keys: await storage.keys('stages', 'f/'),
      quotaIsKnown: quotaBytes > 0,
    };
    await storage.delete('stages', await storage.keys('stages'));
    await storage.delete('images', ['k']);
    return { ...found, left: [await storage.keys('stages'), await storage.keys('images')] };
  },

  /** One of two entries cannot be stored. */
  async storeHalf() {
    const entries = [
      { table: 'runs', key: 'good', value: 1 },
      { table: 'finished', key: 'bad', value: () => 1 },
    ] as const;
    const error: unknown = await place.put(entries).catch((reason: unknown) => reason);
    return { name: (error as Error).name, keys: await place.keys('runs') };
  },

  /** Bytes that the page says are used: before, with 12 MB of small images, and when they are taken away. */
  async usageOverRemoval() {
    const before = await storage.usage();
    const keys = Array.from({ length: 400 }, (_, i) => `image${i}`);
    for (const key of keys) {
      const png = crypto.getRandomValues(new Uint8Array(30_000));
      await storage.put([{ table: 'images', key, value: { png } }]);
    }
    const full = await storage.usage();
    // What was read is let go as well.
    for (const key of keys) await storage.get('images', key);
    await storage.delete('images', keys);
    const after = await storage.usage();
    return [before, full, after].map(({ usedBytes = NaN }) => usedBytes);
  },

  async storeSmall() {
    await place.put([{ table: 'images', key: 'a/b', value: Uint8Array.of(7) }]);
  },

  /** Writes over a value and beside it, where there is no room; @returns what is there then */
  async storeTooMuch() {
    const errors: string[] = [];
    for (const key of ['a/b', 'a/c']) {
      await place
        .put([{ table: 'images', key, value: new Uint8Array(1e7) }])
        .catch((error: Error) => errors.push(error.name));
    }
    const found = await place.get('images', 'a/b');
    const keys = await place.keys('images', 'a/');
    await place.delete('images', keys);
    return { errors, keys, found: found instanceof Uint8Array ? [...found] : null };
  },

  /** Puts a value, and says where it went; then takes it away, with what waits in memory. */
  async storeLast() {
    const notices: string[] = [];
    const stop = storage.onNotice(({ code }) => notices.push(code));
    await storage.put([{ table: 'images', key: 'e/last', value: Uint8Array.of(9) }]);
    stop();
    const inPlace = await place.keys('images', 'e/');
    const found = await storage.get('images', 'e/last');
    const { memoryBytes, usedBytes = NaN, quotaBytes = NaN } = await storage.usage();
    return {
      notices,
      inPlace,
      found: found instanceof Uint8Array ? [...found] : null,
      inMemory: memoryBytes > 0,
      free: quotaBytes - usedBytes,
    };
  },

  /** Takes something else away, upon which what waits moves into its place. */
  async makeRoom() {
    await storage.delete('images', ['e/other']);
    const inPlace = await place.keys('images', 'e/');
    await storage.delete('images', inPlace);
    return inPlace;
  },

  async older() {
    const open = indexedDB.open('stillroom-results');
    await new Promise((resolve) => {
      open.addEventListener('success', resolve);
    });
    open.result.close();
    const said = await olderResults();
    await removeOlderResults();
    return [said, await olderResults()];
  },

  async tabShown() {
    return (await thisTab()).shown();
  },

  async tabShows(state: TabState) {
    await (await thisTab()).show(state);
  },

  async tabOthers() {
    const { runs, owners } = await (await thisTab()).others();
    return { runs: [...runs], owners: [...owners] };
  },

  /** A folder in the browser's own file system, whose handles need no permission. */
  async rememberHandles() {
    const root = await navigator.storage.getDirectory();
    const pets = await root.getDirectoryHandle('pets', { create: true });
    for (const name of ['cat', 'dog']) {
      const folder = await pets.getDirectoryHandle(name, { create: true });
      const file = await folder.getFileHandle('1.png', { create: true });
      const writable = await file.createWritable();
      await writable.write(name);
      await writable.close();
    }
    const collection = await importRoots([await rootOfHandle(pets)]);
    const outcome = await memory.remember(collection);
    await memory.saveEdits(new Map([['cat', { name: 'kitten' }]]));
    return { outcome, classes: shape(collection) };
  },

  async rememberFiles() {
    const file = new File(['tench'], '1.png');
    const collection = await importRoots([{ kind: 'file', file, path: 'fish/tench/1.png' }]);
    return memory.remember(collection);
  },

  async restore() {
    const restored = await memory.restore();
    if (restored.status !== 'ready') return { status: restored.status };
    const { collection, edits } = restored;
    const last = await collection.classes.at(-1)?.images[0]?.open();
    return {
      status: restored.status,
      label: collection.label,
      classes: shape(collection),
      lastText: await last?.text(),
      edits: [...edits],
    };
  },
};
