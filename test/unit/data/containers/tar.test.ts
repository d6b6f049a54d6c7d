import { describe, expect, it } from 'vitest';
import { contents, failureOf, folders, importArchive } from './contents';
import { paxHeader, rawTar, tarBlocks } from '../../../support/raw-tar';
import { bytesOf, joined } from '../../../support/raw-zip';

describe('a tar that was cut', () => {
  const tar = rawTar([
    { name: 'a/1.png', data: bytesOf('one') },
    { name: 'a/2.png', data: bytesOf('x'.repeat(5000)) },
  ]);

  it('inside a file says which, and how much is missing', async () => {
    const { code, message } = await failureOf(importArchive('x.tar', tar.slice(0, 512 * 4)));
    expect(code).toBe('BadArchive');
    // The file's data begin at block 3, of which one block is there.
    expect(message).toContain('it ends inside "a/2.png", of which 4.5 kB are missing');
  });

  it('inside a header says that', async () => {
    const { message } = await failureOf(importArchive('x.tar', tar.slice(0, 512 * 2 + 100)));
    expect(message).toContain('it ends inside a file header, of which 412 bytes are missing');
  });

  it('between two files is read with a word about its open end', async () => {
    const collection = await importArchive('x.tar', tar.slice(0, 512 * 2));
    expect(collection.classes[0]?.images.length).toBe(1);
    expect(collection.reading?.parts.map(({ text }) => text).join()).toContain(
      'without the mark that closes a tar',
    );
    const closed = await importArchive('x.tar', tar);
    expect(closed.reading?.parts).toEqual([]);
  });
});

describe('a tar of another kind', () => {
  it('has folders though all of its names are those of Windows', async () => {
    const tar = rawTar([
      { name: 'cat\\1.png', data: bytesOf('one') },
      { name: '.\\dog\\1.png', data: bytesOf('two') },
    ]);
    expect(folders(await importArchive('x.tar', tar))).toEqual(['cat', 'dog']);
    const mixed = rawTar([{ name: 'cat\\1.png' }, { name: 'dog/1.png' }]);
    expect(folders(await importArchive('y.tar', mixed))).toEqual(['dog', 'y']);
  });

  it('is read in the old format, with signed sums', async () => {
    const name = Uint8Array.of(0x61, 0x2f, 0xe9, 0x2e, 0x70, 0x6e, 0x67);
    const tar = rawTar([
      { name: 'a/', type: '\0', magic: '', data: new Uint8Array(0) },
      { name: 'a/1.png', type: '\0', magic: '', data: bytesOf('old') },
      { name, type: '\0', magic: '', signed: true, data: bytesOf('signed') },
    ]);
    expect([...(await contents(await importArchive('x.tar', tar))).values()].sort()).toEqual([
      'old',
      'signed',
    ]);
  });

  it('takes no file for a folder whose long name is cut off behind a slash', async () => {
    // As GNU tar writes both: the header has the first 100 bytes of a name, here the folder's.
    const folder = `${'d'.repeat(60)}/${'e'.repeat(38)}/`;
    expect(folder.length).toBe(100);
    const tar = rawTar([
      { name: '././@LongLink', type: 'L', magic: 'ustar  ', data: bytesOf(`${folder}1.png\0`) },
      { name: folder, magic: 'ustar  ', data: bytesOf('one') },
      paxHeader({ path: bytesOf(`${folder}2.png`) }),
      { name: folder, data: bytesOf('two') },
      { name: '././@LongLink', type: 'L', magic: '', data: bytesOf(`${folder}below/\0`) },
      { name: folder, type: '\0', magic: '', data: new Uint8Array(0) },
    ]);
    expect(await contents(await importArchive('x.tar', tar))).toEqual(
      new Map([
        [`x/${folder}1.png`, 'one'],
        [`x/${folder}2.png`, 'two'],
      ]),
    );
  });

  it('follows hard links, and says what it does not follow', async () => {
    const tar = rawTar([
      { name: 'a/1.png', data: bytesOf('one') },
      { name: 'b/1.png', type: '1', link: 'a/1.png', data: new Uint8Array(0) },
      { name: 'b/2.png', type: '2', link: '../../a/1.png', data: new Uint8Array(0) },
      { name: 'b/3.png', type: '1', link: 'a/none.png', data: new Uint8Array(0) },
    ]);
    const collection = await importArchive('x.tar', tar);
    expect(await contents(collection)).toEqual(
      new Map([
        ['x/a/1.png', 'one'],
        ['x/b/1.png', 'one'],
      ]),
    );
    expect(collection.rejected.map(({ path, reason }) => [path, reason.split(',')[0]])).toEqual([
      ['x/b/2.png', 'is a link'],
      ['x/b/3.png', 'is a link to a file that is not in the archive'],
    ]);
  });

  it('follows symbolic links to its own files, and to nothing else', async () => {
    const none = new Uint8Array(0);
    const link = (name: string, to: string) => ({ name, type: '2', link: to, data: none });
    const chain = Array.from({ length: 41 }, (_, i) => link(`c/${i + 1}.png`, `${i}.png`));
    const tar = rawTar([
      link('b/ahead.png', '../a/./1.png'),
      link('b/twice.png', 'ahead.png'),
      { name: 'a/1.png', data: bytesOf('one') },
      { name: 'a/hard.png', type: '1', link: 'a/1.png', data: none },
      link('b/hard.png', '../a/hard.png'),
      link('b/own.png', 'own.png'),
      link('b/round.png', 'about.png'),
      link('b/about.png', 'round.png'),
      link('b/root.png', '/a/1.png'),
      link('b/out.png', '../../x/a/1.png'),
      link('b/gone.png', '../a/none.png'),
      link('c/0.png', '../a/1.png'),
      ...chain,
    ]);
    const collection = await importArchive('x.tar', tar);
    const read = await contents(collection);
    expect([...read.keys()].filter((path) => path.startsWith('x/b/')).toSorted()).toEqual(
      ['ahead', 'hard', 'twice'].map((name) => `x/b/${name}.png`),
    );
    expect(new Set(read.values())).toEqual(new Set(['one']));
    // 0.png is one link from the file, 39.png 40 links.
    expect([...read.keys()].filter((path) => path.startsWith('x/c/'))).toHaveLength(40);
    expect(collection.rejected.map(({ path }) => path)).toEqual([
      ...['about', 'gone', 'out', 'own', 'root', 'round'].map((name) => `x/b/${name}.png`),
      'x/c/40.png',
      'x/c/41.png',
    ]);
  });

  it('names sparse files instead of giving their holes away', async () => {
    const gnu = tarBlocks({
      name: 'a/old.png',
      type: 'S',
      magic: 'ustar  ',
      data: bytesOf('part'),
    });
    // The header goes on in one more block, which stands before the data.
    gnu[482] = 1;
    gnu.set(bytesOf('        '), 148);
    const sum = gnu.slice(0, 512).reduce((all, byte) => all + byte, 0);
    gnu.set(bytesOf(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
    const extended = joined([gnu.slice(0, 512), new Uint8Array(512), gnu.slice(512)]);
    const pax = rawTar([
      paxHeader({ 'GNU.sparse.major': bytesOf('1'), 'GNU.sparse.name': bytesOf('a/new.png') }),
      { name: 'GNUSparseFile.0/new.png', data: bytesOf('part') },
      { name: 'a/1.png', data: bytesOf('one') },
    ]);
    const collection = await importArchive('x.tar', joined([extended, pax]));
    expect(await contents(collection)).toEqual(new Map([['x/a/1.png', 'one']]));
    expect(collection.rejected.map(({ path }) => path)).toEqual(['x/a/new.png', 'x/a/old.png']);
    expect(collection.rejected[0]?.reason).toContain('sparse');
  });

  it('fills the holes of sparse files, wherever their map stands', async () => {
    // Bytes 3 to 5 and 8 to 9 are stored, of 12.
    const whole = '\0\0\0abc\0\0de\0\0';
    const data = bytesOf('abcde');
    const octal = (value: number): Uint8Array =>
      bytesOf(`${value.toString(8).padStart(11, '0')}\0`);
    const gnu = tarBlocks({ name: 'a/gnu.png', type: 'S', magic: 'ustar  ', data });
    [3, 3, 8, 2].forEach((value, i) => gnu.set(octal(value), 386 + 12 * i));
    gnu.set(octal(12), 483);
    gnu.set(bytesOf('        '), 148);
    const sum = gnu.slice(0, 512).reduce((all, byte) => all + byte, 0);
    gnu.set(bytesOf(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
    const record = (key: string, value: string) => ({ [`GNU.sparse.${key}`]: bytesOf(value) });
    const pairs = [
      record('offset', '3'),
      record('numbytes', '3'),
      record('offset', '8'),
      record('numbytes', '2'),
    ];
    const zero = {
      ...paxHeader({}),
      data: joined([record('size', '12'), ...pairs].map((one) => paxHeader(one).data ?? data)),
    };
    const map = new Uint8Array(512);
    map.set(bytesOf('2\n3\n3\n8\n2\n'));
    const pax = rawTar([
      zero,
      { name: 'a/zero.png', data },
      paxHeader({
        ...record('size', '12'),
        ...record('name', 'a/map.png'),
        ...record('map', '3,3,8,2'),
      }),
      { name: 'GNUSparseFile.1/map.png', data },
      paxHeader({
        ...record('major', '1'),
        ...record('name', 'a/one.png'),
        ...record('realsize', '12'),
      }),
      { name: 'GNUSparseFile.2/one.png', data: joined([map, data]) },
    ]);
    const collection = await importArchive('x.tar', joined([gnu, pax]));
    expect(collection.rejected).toEqual([]);
    const names = ['gnu', 'map', 'one', 'zero'];
    expect(await contents(collection)).toEqual(
      new Map(names.map((name) => [`x/a/${name}.png`, whole])),
    );
    expect(collection.classes[0]?.images.map(({ size }) => size)).toEqual([12, 12, 12, 12]);
  });

  it.each(['3,3,8,9', '8,2,3,3', '3,3', '3,x,8,2', '3,3,8', '-3,3,8,2', '3,2.5,8,2.5'])(
    'refuses a sparse file whose map cannot be: %s',
    async (map) => {
      const tar = rawTar([
        paxHeader({ 'GNU.sparse.size': bytesOf('12'), 'GNU.sparse.map': bytesOf(map) }),
        { name: 'a/1.png', data: bytesOf('abcde') },
        { name: 'a/2.png' },
      ]);
      const { rejected } = await importArchive('x.tar', tar);
      expect(rejected.map(({ path }) => path)).toEqual(['x/a/1.png']);
    },
  );

  it('has the later of two files of one name, as it grows when it is written to again', async () => {
    const tar = rawTar([
      { name: 'a/1.png', data: bytesOf('old') },
      { name: 'a/2.png', data: bytesOf('two') },
      { name: 'a/1.png', data: bytesOf('new') },
    ]);
    const collection = await importArchive('x.tar', tar);
    expect(collection.classes[0]?.images).toHaveLength(2);
    expect((await contents(collection)).get('x/a/1.png')).toBe('new');
  });

  it('is named by the last of the paths that a header gives, and a sparse file by its own name', async () => {
    const twice = (first: Record<string, Uint8Array>, then: Record<string, Uint8Array>) => ({
      ...paxHeader({}),
      data: joined(
        [paxHeader(first).data, paxHeader(then).data].map((data) => data ?? bytesOf('')),
      ),
    });
    const [old, own] = [bytesOf('a/old.png'), bytesOf('a/new.png')];
    const plain = rawTar([twice({ path: old }, { path: own }), { name: 'a/1.png' }]);
    expect([...(await contents(await importArchive('x.tar', plain))).keys()]).toEqual([
      'x/a/new.png',
    ]);
    const sparse = rawTar([
      twice({ 'GNU.sparse.name': own }, { path: old }),
      { name: 'a/1.png' },
      { name: 'a/2.png' },
    ]);
    const { rejected } = await importArchive('x.tar', sparse);
    expect(rejected.map(({ path }) => path)).toEqual(['x/a/new.png']);
  });

  it('keeps a backslash, which is no slash there', async () => {
    const tar = rawTar([{ name: 'a\\b/1.png' }, { name: 'a/b/1.png' }]);
    expect(folders(await importArchive('x.tar', tar))).toEqual(['a\\b', 'b']);
  });
});

it('is one with those that follow it, as cat makes of several', async () => {
  const tars = ['cat', 'dog'].map((name) =>
    rawTar([{ name: `${name}/1.png`, data: bytesOf(name) }]),
  );
  const collection = await importArchive('x.tar', joined([...tars, new Uint8Array(5120)]));
  expect(folders(collection)).toEqual(['cat', 'dog']);
});
