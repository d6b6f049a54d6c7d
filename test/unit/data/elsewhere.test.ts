import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Thread } from '../../../src/bridge/thread';
import type { Collection, SourceImage } from '../../../src/data/import/collection';
import { importRoots } from '../../../src/data/import/import-roots';
import { MOST_FILES, refuseTooMany } from '../../../src/data/import/limits';
import type { ImportOptions, ImportProgress } from '../../../src/data/import/options';
import type { ImportRoot } from '../../../src/data/import/roots';
import { PIECE, type ListingEvent } from '../../../src/data/import/thread/carried';
import { importElsewhere } from '../../../src/data/import/thread/import-elsewhere';
import { listForPage } from '../../../src/data/import/thread/list-for-page';
import { StillroomError } from '../../../src/core/errors';
import { rawTar } from '../../support/raw-tar';
import { bytesOf, rawZip } from '../../support/raw-zip';
import { startsOf } from '../bridge/node-worker';
import { failureOf } from './containers/contents';
import { fileRoot, sourceOf } from './memory-source';

const functions = { list: listForPage };
const threads: Thread<typeof functions>[] = [];
afterEach(() => {
  for (const thread of threads.splice(0)) thread.terminate();
});

/** An import on another thread, with all that it tells. */
function elsewhere(roots: readonly ImportRoot[], options?: ImportOptions) {
  const thread = new Thread<typeof functions>({ name: 'ingest', ...startsOf(functions) });
  threads.push(thread);
  const told: ListingEvent[] = [];
  const collection = importElsewhere(
    (values, asked) =>
      thread.call('list', values, {
        ...asked,
        onEvent: (event) => {
          told.push(event);
          asked.onEvent?.(event);
        },
      }),
    roots,
    options,
  );
  return { collection, told };
}

const zipOf = (count: number): ImportRoot =>
  fileRoot(
    'many.zip',
    rawZip(Array.from({ length: count }, (_, i) => ({ name: `class ${i % 7}/${i}.png` }))),
  );

async function inFull(images: readonly SourceImage[] = []) {
  return Promise.all(
    images.map(async (image) => [image.path, image.size, await (await image.open()).text()]),
  );
}

/** Everything of a collection that a page has of it, contents of files too. */
async function whole({ classes, origin, ...rest }: Collection) {
  const read = classes.map(async ({ images, heldOut, ...entry }) => ({
    ...entry,
    images: await inFull(images),
    heldOut: await inFull(heldOut),
  }));
  return { ...rest, origin: origin.kind, classes: await Promise.all(read) };
}

/** Of every kind that another thread can be sent here: archives, files of an input, a listed folder. */
const MIXED: readonly ImportRoot[] = [
  fileRoot(
    'pets.zip',
    rawZip([
      { name: 'train/n02123045/1.png', data: bytesOf('tabby'), deflate: true },
      { name: 'val/n02123045/2.png', data: bytesOf('another') },
      { name: 'notes.md', data: bytesOf('x') },
    ]),
  ),
  fileRoot('birds.tgz', gzipSync(rawTar([{ name: 'owl/1.png', data: bytesOf('owl') }]))),
  ...['fish/1.png', 'fish/2.png', 'fish/cut.txt'].map((path): ImportRoot => ({
    kind: 'file',
    path: `sea/${path}`,
    file: new File([path], path),
  })),
  {
    kind: 'file',
    path: 'sea/fish/labels.csv',
    file: new File(['file,label\n1.png,cod\n2.png,ray\n'], 'labels.csv'),
  },
  {
    kind: 'listed',
    name: 'trees',
    async *list() {
      yield* ['oak/1.png', 'elm/1.png'].map((path) => sourceOf(`trees/${path}`, path));
    },
  },
];

describe('a collection that is listed on another thread', () => {
  it('is the collection that this thread would list, to the last byte', async () => {
    const choices = new Map([['labels sea/fish/labels.csv', 'column label']]);
    const { collection } = elsewhere(MIXED, { choices });
    const here = await importRoots(MIXED, { choices });
    expect(here.classes.map(({ folder }) => folder)).toContain('cod');
    expect(here.classes.some(({ heldOut = [] }) => heldOut.length > 0)).toBe(true);
    expect(await whole(await collection)).toEqual(await whole(here));
  });

  it('comes in pieces, so that the page never takes in much at once', async () => {
    const count = 10 * PIECE + 3;
    const { collection, told } = elsewhere([zipOf(count)]);
    expect((await collection).classes.map(({ images }) => images.length)).toEqual(
      Array.from({ length: 7 }, (_, k) => Math.ceil((count - k) / 7)),
    );
    const sizes = told.map((event) => ('images' in event ? event.images.length : 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(PIECE);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
  });

  it('tells which archive is read, and how far', async () => {
    const progress: ImportProgress[] = [];
    const { collection } = elsewhere([zipOf(1234)], { onProgress: (one) => progress.push(one) });
    await collection;
    const archive = { name: 'many.zip', unpackedBytes: 0, entries: 1234 };
    expect(progress).toContainEqual({ files: 0, images: 0, archive });
    expect(progress.at(-1)).toEqual({ files: 1234, images: 1234, archive: null });
  });

  it('is not waited for once it is cancelled', async () => {
    const controller = new AbortController();
    const { collection, told } = elsewhere([zipOf(3000)], {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    expect((await failureOf(collection)).code).toBe('Aborted');
    expect(told.map(({ kind }) => kind)).not.toContain('images');
  });

  it('is refused in the same words as here', async () => {
    const bomb = { data: new Uint8Array(2 ** 20), deflate: true };
    const entries = Array.from({ length: 300 }, (_, i) => ({ ...bomb, name: `a/${i}.bmp` }));
    const root = fileRoot('zeros.zip', rawZip(entries));
    const [there, here] = await Promise.all(
      [elsewhere([root]).collection, importRoots([root])].map(failureOf),
    );
    expect(there?.message).toMatch(/^zeros\.zip: .* would unpack from .* which real ones never do/);
    expect([there?.code, there?.message]).toEqual([here?.code, here?.message]);
  });
});

it('more files than a page can hold are refused in a sentence', () => {
  refuseTooMany(MOST_FILES);
  const more = (): void => refuseTooMany(MOST_FILES + 1);
  expect(more).toThrow(StillroomError);
  expect(more).toThrow('more than 2,000,000 files');
});
