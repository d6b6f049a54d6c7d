import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng } from '../../../src/data/export/png';
import { bytesOf, rawZip, zipParts } from '../../support/raw-zip';
import { rawTar } from '../../support/raw-tar';
import { openDataPage, type DataPage } from './data-page';

/** Of many files, which the browser takes one by one. */
const MANY_MS = 600_000;

let data: DataPage;
beforeAll(async () => {
  data = await openDataPage();
});
afterAll(async () => {
  await data.close();
});

function writeTree(root: string, files: Readonly<Record<string, string>>): string {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return root;
}

/** Lets go of a file or folder over the page. */
async function drop(file: string): Promise<void> {
  const session = await data.page.context().newCDPSession(data.page);
  const drag = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data: drag });
  }
}

/** A zip of two classes with a hole of 4 GB between, written without Zip64 records, as macOS does. */
function writeWrappedZip(file: string): void {
  const far = 2 ** 32 + 1000;
  const entries = ['near/1.png', 'far/1.png'].map((name) => ({ name, data: bytesOf(name) }));
  const { locals, directory, end } = zipParts(entries, (i) => [0, far][i] ?? 0, far + 5000);
  const handle = openSync(file, 'w');
  locals.forEach((local, i) => writeSync(handle, local, 0, local.length, [0, far][i]));
  writeSync(handle, directory, 0, directory.length, far + 5000);
  writeSync(handle, end, 0, end.length, far + 5000 + directory.length);
  closeSync(handle);
}

describe('class folders on disk', () => {
  it('come in through the directory input', async () => {
    const root = writeTree(path.join(data.folder, 'pets'), {
      'cat/2.png': 'ab',
      'cat/10.png': 'x',
      'n01440764/1.JPEG': 'x',
      '<img onerror>/1.png': 'x',
      'trailing../1.png': 'x',
      'notes.txt': 'x',
      '.DS_Store': 'x',
    });
    await data.page.setInputFiles('#folders', root);
    expect(await data.page.evaluate(() => dataPage.importInput())).toEqual({
      label: 'pets',
      classes: ['<img onerror>', 'cat', 'n01440764', 'trailing..'].map((folder) => ({
        folder,
        images: folder === 'cat' ? 2 : 1,
      })),
      rejected: [{ path: 'pets/notes.txt', reason: 'is not an image (.txt)' }],
      firstBytes: 1,
    });
  });

  it('come in by a drop, as handles that can be remembered', async () => {
    const root = writeTree(path.join(data.folder, 'fish'), {
      'tench/1.png': 't',
      'cod/1.png': 'c',
    });
    await drop(root);
    expect(await data.page.evaluate(() => dataPage.importDrop())).toEqual({
      label: 'fish',
      classes: [
        { folder: 'cod', images: 1 },
        { folder: 'tench', images: 1 },
      ],
      origin: 'handles',
      firstText: 'c',
    });
  });

  it(
    'may hold 20,000 files',
    async () => {
      const names = Array.from({ length: 20_000 }, (_, i) => [`${i % 4}/${i}.png`, ''] as const);
      const root = writeTree(path.join(data.folder, 'many'), Object.fromEntries(names));
      await data.page.setInputFiles('#folders', root, { timeout: MANY_MS });
      const { classes } = await data.page.evaluate(() => dataPage.importInput());
      expect(classes).toEqual(['0', '1', '2', '3'].map((folder) => ({ folder, images: 5000 })));
    },
    MANY_MS,
  );

  it('may come in a zip, each image unpacked by the thread that reads it', async () => {
    const file = path.join(data.folder, 'art.zip');
    const png = encodePng({ width: 3, height: 2, pixels: new Uint8Array(18) });
    writeFileSync(file, rawZip([{ name: 'red/1.png', data: png, deflate: true }]));
    await drop(file);
    expect(await data.page.evaluate(() => dataPage.readDropped())).toEqual({
      packed: true,
      width: 3,
      height: 2,
    });
  });

  it('may come in a .tgz, which is unpacked by the thread that lists it', async () => {
    const file = path.join(data.folder, 'pets.tgz');
    const entry = { name: 'cat/1.png', data: bytesOf('meow') };
    writeFileSync(file, gzipSync(rawTar([entry, { name: 'dog/1.png' }])));
    await drop(file);
    expect(await data.page.evaluate(() => dataPage.importDrop())).toMatchObject({
      label: 'pets',
      classes: [
        { folder: 'cat', images: 1 },
        { folder: 'dog', images: 1 },
      ],
      firstText: 'meow',
    });
  });

  it('may come in a zip over 4 GB whose offsets have wrapped', async () => {
    const file = path.join(data.folder, 'large.zip');
    writeWrappedZip(file);
    await drop(file);
    expect(await data.page.evaluate(() => dataPage.importDrop())).toMatchObject({
      label: 'large',
      classes: [
        { folder: 'far', images: 1 },
        { folder: 'near', images: 1 },
      ],
      firstText: 'far/1.png',
    });
    rmSync(file);
  });
});
