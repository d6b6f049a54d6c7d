import { byName } from '../../../src/core/by-name';
import { ODD_NAMES } from '../../support/odd-names';
import { describe, expect, it } from 'vitest';
import type { Collection } from '../../../src/data/import/collection';
import type { Entry } from '../../../src/core/storage';
import { addedRoots } from '../../../src/data/import/added-roots';
import { importRoots } from '../../../src/data/import/import-roots';
import { CollectionMemory } from '../../../src/data/store/remembered-collection';
import { directoryHandle, rootsOf, sourceOf } from '../data/memory-source';
import { MapStorage } from './map-storage';

const memoryOf = (place: MapStorage): CollectionMemory => new CollectionMemory(place, 'tab');

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
    const memory = memoryOf(new MapStorage());
    expect(await memory.restore()).toEqual({ status: 'none' });
    await memory.remember(await importRoots(rootsOf(['cat/1.png'])));
    await memory.forget();
    expect(await memory.restore()).toEqual({ status: 'none' });
  });

  it('keeps what is changed while it is being remembered, and changes that come at once', async () => {
    const memory = memoryOf(new MapStorage());
    const saved = [
      memory.remember(await importRoots(rootsOf(['cat/1.png']))),
      memory.saveEdits(byName({ cat: { prompt: 'a cat' } })),
      memory.saveUse({ share: 20 }),
      memory.saveChoices(byName({ names: 'folders' })),
    ];
    await Promise.all(saved);
    expect(await memory.restore()).toMatchObject({
      status: 'ready',
      edits: byName({ cat: { prompt: 'a cat' } }),
      use: { share: 20, framing: 'crop' },
      choices: byName({ names: 'folders' }),
    });
  });

  it('says what to do where there is no room for its files, or not even for its name', async () => {
    /** A place that takes so many writes and is full then, or full for large ones. */
    class FullPlace extends MapStorage {
      constructor(readonly most: number) {
        super();
      }
      override async put(entries: readonly Entry[]): Promise<void> {
        if (JSON.stringify(entries).length > this.most) {
          throw new DOMException('', 'QuotaExceededError');
        }
        await super.put(entries);
      }
    }
    const many = Array.from({ length: 100 }, (_, i) => `cat/${i}.png`);
    const collection = await importRoots(rootsOf(many));
    const crowded = memoryOf(new FullPlace(1000));
    expect(await crowded.remember(collection)).toMatchObject({
      kept: 'label',
      reason: expect.stringMatching(/too much to copy/) as string,
    });
    await expect(memoryOf(new FullPlace(1)).remember(collection)).rejects.toMatchObject({
      code: 'StorageFailed',
      message:
        'The collection could not be remembered (the browser’s storage for this page is full). It can be used now, and has to be dropped again after a reload.',
    });
  });

  it('comes back with its edits when its folder may still be read', async () => {
    const place = new MapStorage();
    const handle = pets({ state: 'granted', asked: 0 });
    const collection = await importRoots([{ kind: 'directory', handle }]);
    const memory = memoryOf(place);
    expect(await memory.remember(collection)).toEqual({ kept: 'whole' });
    await memory.saveEdits(byName({ cat: { name: 'kitten', prompt: 'a kitten' } }));
    const restored = await memoryOf(place).restore();
    if (restored.status !== 'ready') throw new Error(restored.status);
    expect(paths(restored.collection)).toEqual(['pets/cat/1.png', 'pets/dog/1.png']);
    expect(restored.edits).toEqual(byName({ cat: { name: 'kitten', prompt: 'a kitten' } }));
  });

  it('comes back with edits of classes of every name, and with those that older pages kept', async () => {
    const place = new MapStorage();
    const memory = memoryOf(place);
    await memory.remember(await importRoots(rootsOf(['cat/1.png'])));
    const edits = new Map(ODD_NAMES.map((name) => [name, { prompt: `a ${name}` }]));
    await memory.saveEdits(edits);
    expect(await memory.restore()).toMatchObject({ status: 'ready', edits });
    const kept = await place.get('tabs', 'tab/collection');
    const older = { ...(kept as object), edits: { cat: { name: 'kitten' } } };
    await place.put([{ table: 'tabs', key: 'tab/collection', value: older }]);
    expect(await memory.restore()).toMatchObject({ edits: byName({ cat: { name: 'kitten' } }) });
  });

  it('comes back as a person chose to have it read, and as usual where that is no longer offered', async () => {
    const place = new MapStorage();
    const memory = memoryOf(place);
    const both = rootsOf(['a/train/cat/1.png', 'a/val/cat/2.png']);
    await memory.remember(await importRoots(both));
    await memory.saveChoices(new Map([['split val', 'train']]));
    const restored = await memory.restore();
    if (restored.status !== 'ready') throw new Error(restored.status);
    expect(paths(restored.collection)).toEqual(['a/train/cat/1.png', 'a/val/cat/2.png']);
    expect([...restored.choices]).toEqual([['split val', 'train']]);
    await memory.saveChoices(new Map([['split val', 'no such thing']]));
    const usual = await memory.restore();
    if (usual.status !== 'ready') throw new Error(usual.status);
    expect(paths(usual.collection)).toEqual(['a/train/cat/1.png']);
  });

  it('is its own tab’s', async () => {
    const place = new MapStorage();
    await new CollectionMemory(place, 'a').remember(await importRoots(rootsOf(['cat/1.png'])));
    expect(await new CollectionMemory(place, 'b').restore()).toEqual({ status: 'none' });
  });

  it('of another version of the program is not read', async () => {
    const place = new MapStorage();
    const old = { label: 'pets', origin: { kind: 'sample', id: 'x' }, edits: {} };
    await place.put([{ table: 'tabs', key: 'tab/collection', value: old }]);
    expect(await memoryOf(place).restore()).toEqual({ status: 'none' });
  });

  it('asks for permission where the browser wants that', async () => {
    const permission = { state: 'prompt', asked: 0 };
    const memory = memoryOf(new MapStorage());
    const collection = await importRoots([{ kind: 'directory', handle: pets(permission) }]);
    await memory.remember(collection);
    const restored = await memory.restore();
    if (restored.status !== 'needs-permission') throw new Error(restored.status);
    expect([restored.label, permission.asked]).toEqual(['pets', 0]);
    const opened = await restored.requestAccess();
    expect([opened.status, permission.asked]).toEqual(['ready', 1]);
  });

  it('says which folder was refused', async () => {
    const memory = memoryOf(new MapStorage());
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
    const memory = memoryOf(new MapStorage());
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
    const roomy = memoryOf(new MapStorage());
    expect(await roomy.remember(collection)).toEqual({ kept: 'whole' });
    const restored = await roomy.restore();
    expect(restored.status === 'ready' && paths(restored.collection)).toEqual(paths(collection));
    const small = new MapStorage();
    small.usage = () => Promise.resolve({ usedBytes: 0, quotaBytes: 3, memoryBytes: 0 });
    const tight = memoryOf(small);
    expect(await tight.remember(collection)).toMatchObject({ kept: 'label' });
    expect(await tight.restore()).toMatchObject({ status: 'gone', label: 'pets' });
  });

  it('of folders with handles and files without comes back whole, each called as it was', async () => {
    const place = new MapStorage();
    const other = pets({ state: 'granted', asked: 0 });
    const handle = Object.assign(pets({ state: 'granted', asked: 0 }), {
      isSameEntry: () => Promise.resolve(false),
    });
    const first = await addedRoots([], rootsOf(['pets/cat/1.png']));
    const { roots } = await addedRoots(first.roots, [
      { kind: 'directory', handle },
      { kind: 'directory', handle: other },
    ]);
    const collection = await importRoots(roots);
    expect(collection.classes.map(({ folder }) => folder)).toEqual([
      'pets (2)/cat',
      'pets (2)/dog',
      'pets (3)/cat',
      'pets (3)/dog',
      'pets/cat',
    ]);
    const memory = memoryOf(place);
    expect(await memory.remember(collection)).toEqual({ kept: 'whole' });
    const restored = await memory.restore();
    if (restored.status !== 'ready') throw new Error(restored.status);
    expect(paths(restored.collection)).toEqual(paths(collection));
    // What is restored can be added to again.
    const more = await addedRoots(restored.roots, rootsOf(['pets/owl/1.png']));
    expect(more.renamed).toEqual([{ from: 'pets', to: 'pets (4)' }]);
  });

  it('of the program itself is opened by it', async () => {
    const sample: Collection = {
      label: 'Sample',
      classes: [{ folder: 'moon', name: 'moon', images: [sourceOf('moon/1.png')] }],
      rejected: [],
      origin: { kind: 'sample', id: 'first' },
    };
    const memory = memoryOf(new MapStorage());
    await memory.remember(sample);
    const openSample = (id: string): Promise<Collection> =>
      Promise.resolve({ ...sample, label: id });
    const restored = await memory.restore({ openSample });
    expect(restored).toMatchObject({ status: 'ready', collection: { label: 'first' } });
    expect(await memory.restore()).toMatchObject({ status: 'gone' });
  });
});
