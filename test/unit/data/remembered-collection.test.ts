import { describe, expect, it } from 'vitest';
import type { Collection } from '../../../src/data/import/collection';
import { importRoots } from '../../../src/data/import/import-roots';
import type { StorageBackend } from '../../../src/data/store/backend';
import { contentFingerprint, listingFingerprint } from '../../../src/data/store/fingerprint';
import { CollectionMemory } from '../../../src/data/store/remembered-collection';
import { directoryHandle, rootsOf, sourceOf } from './memory-source';

/** Storage that hands out the very objects it got: enough for fake handles, which do not clone. */
function mapBackend(quota = 2 ** 40): StorageBackend {
  const values = new Map<string, unknown>();
  return {
    get: (key) => Promise.resolve(values.get(key)),
    set: (key, value) => Promise.resolve(void values.set(key, value)),
    delete: (key) => Promise.resolve(void values.delete(key)),
    keys: () => Promise.resolve([...values.keys()]),
    clear: () => Promise.resolve(values.clear()),
    estimate: () => Promise.resolve({ usage: 0, quota }),
  };
}

const paths = (collection: Collection): string[] =>
  collection.classes.flatMap(({ images }) => images.map(({ path }) => path));

function pets(permission: { state: string; asked: number }): FileSystemDirectoryHandle {
  const handle = directoryHandle('pets', { cat: { '1.png': 'a' }, dog: { '1.png': 'b' } });
  return Object.assign(handle, {
    queryPermission: () => Promise.resolve(permission.state),
    requestPermission: () => {
      permission.asked++;
      if (permission.state === 'prompt') permission.state = 'granted';
      return Promise.resolve(permission.state);
    },
  });
}

describe('a remembered collection', () => {
  it('is none at the first visit and after it was forgotten', async () => {
    const memory = new CollectionMemory(mapBackend());
    expect(await memory.restore()).toEqual({ status: 'none' });
    await memory.remember(await importRoots(rootsOf(['cat/1.png'])));
    await memory.forget();
    expect(await memory.restore()).toEqual({ status: 'none' });
  });

  it('comes back with its edits when its folder may still be read', async () => {
    const backend = mapBackend();
    const handle = pets({ state: 'granted', asked: 0 });
    const collection = await importRoots([{ kind: 'directory', handle }]);
    const memory = new CollectionMemory(backend);
    expect(await memory.remember(collection)).toEqual({ kept: 'whole' });
    await memory.saveEdits({ cat: { name: 'kitten', prompt: 'a kitten' } });
    const restored = await new CollectionMemory(backend).restore();
    if (restored.status !== 'ready') throw new Error(restored.status);
    expect(paths(restored.collection)).toEqual(['pets/cat/1.png', 'pets/dog/1.png']);
    expect(restored.edits).toEqual({ cat: { name: 'kitten', prompt: 'a kitten' } });
  });

  it('asks for permission where the browser wants that', async () => {
    const permission = { state: 'prompt', asked: 0 };
    const memory = new CollectionMemory(mapBackend());
    const collection = await importRoots([{ kind: 'directory', handle: pets(permission) }]);
    await memory.remember(collection);
    const restored = await memory.restore();
    if (restored.status !== 'needs-permission') throw new Error(restored.status);
    expect([restored.label, permission.asked]).toEqual(['pets', 0]);
    const opened = await restored.requestAccess();
    expect([opened.status, permission.asked]).toEqual(['ready', 1]);
  });

  it('says which folder was refused', async () => {
    const memory = new CollectionMemory(mapBackend());
    const permission = { state: 'granted', asked: 0 };
    await memory.remember(await importRoots([{ kind: 'directory', handle: pets(permission) }]));
    permission.state = 'denied';
    const restored = await memory.restore();
    if (restored.status !== 'needs-permission') throw new Error(restored.status);
    await expect(restored.requestAccess()).rejects.toMatchObject({
      code: 'PermissionDenied',
      data: { name: 'pets' },
    });
  });

  it('is gone when its folder is', async () => {
    const memory = new CollectionMemory(mapBackend());
    const handle = pets({ state: 'granted', asked: 0 });
    await memory.remember(await importRoots([{ kind: 'directory', handle }]));
    Object.assign(handle, {
      values: () => {
        throw new DOMException('not found', 'NotFoundError');
      },
    });
    expect(await memory.restore()).toMatchObject({ status: 'gone', label: 'pets' });
  });

  it('is copied when it is files without handles, if they are not too many', async () => {
    const collection = await importRoots(rootsOf(['pets/cat/1.png', 'pets/dog/1.png']));
    const roomy = new CollectionMemory(mapBackend());
    expect(await roomy.remember(collection)).toEqual({ kept: 'whole' });
    const restored = await roomy.restore();
    expect(restored.status === 'ready' && paths(restored.collection)).toEqual(paths(collection));
    const tight = new CollectionMemory(mapBackend(3));
    expect(await tight.remember(collection)).toMatchObject({ kept: 'label' });
    expect(await tight.restore()).toMatchObject({ status: 'gone', label: 'pets' });
  });

  it('of the program itself is opened by it', async () => {
    const sample: Collection = {
      label: 'Sample',
      classes: [{ folder: 'moon', name: 'moon', images: [sourceOf('moon/1.png')] }],
      rejected: [],
      origin: { kind: 'sample', id: 'first' },
    };
    const memory = new CollectionMemory(mapBackend());
    await memory.remember(sample);
    const openSample = (id: string): Promise<Collection> =>
      Promise.resolve({ ...sample, label: id });
    const restored = await memory.restore({ openSample });
    expect(restored).toMatchObject({ status: 'ready', collection: { label: 'first' } });
    expect(await memory.restore()).toMatchObject({ status: 'gone' });
  });
});

describe('fingerprints', () => {
  it('of contents do not depend on order, but on class and bytes', () => {
    const images = [
      { folder: 'a', sha256: '1' },
      { folder: 'b', sha256: '2' },
    ];
    const print = contentFingerprint(images);
    expect(print).toMatch(/^content-[0-9a-f]{64}$/);
    expect(contentFingerprint([...images].reverse())).toBe(print);
    expect(contentFingerprint([{ folder: 'b', sha256: '1' }, ...images.slice(1)])).not.toBe(print);
    expect(contentFingerprint([...images, { folder: 'a', sha256: '1' }])).not.toBe(print);
  });

  it('of listings know paths and sizes', async () => {
    const collection = await importRoots(rootsOf(['cat/1.png']));
    const other = await importRoots(rootsOf(['cat/2.png']));
    expect(listingFingerprint(collection)).toMatch(/^listing-/);
    expect(listingFingerprint(collection)).not.toBe(listingFingerprint(other));
  });
});
