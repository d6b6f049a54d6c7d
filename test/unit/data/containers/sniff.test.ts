import { zipSync } from 'fflate';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { contents, failureOf, importArchive } from './contents';
import { rawTar } from '../../../support/raw-tar';
import { bytesOf } from '../../../support/raw-zip';

const tar = rawTar([{ name: 'a/1.png', data: bytesOf('one') }]);
const zip = new Uint8Array(zipSync({ 'a/1.png': bytesOf('one') }));
const gz = new Uint8Array(gzipSync(tar));

describe('an archive', () => {
  it.each([
    ['a gzip called .zip', 'x.zip', gz],
    ['a tar called .zip', 'x.zip', tar],
    ['a zip called .tar', 'x.tar', zip],
    ['a zip called .tgz', 'x.tgz', zip],
    ['a tar called .tgz', 'x.tar.gz', tar],
    ['a gzip called .gz', 'x.gz', gz],
    ['a zip in a gzip', 'x.gz', new Uint8Array(gzipSync(zip))],
  ])('is what its bytes are: %s', async (_, name, bytes) => {
    const collection = await importArchive(name, bytes);
    expect(await contents(collection)).toEqual(new Map([['x/a/1.png', 'one']]));
  });
});

describe('a file that is none', () => {
  const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 7919) % 251);

  it.each([
    ['random bytes', noise, 'It is no archive: the first bytes are those of no zip, tar or gzip'],
    ['nothing', new Uint8Array(0), 'It is empty (0 bytes)'],
    [
      'a web page',
      bytesOf('\n<!DOCTYPE html><html>404'),
      'It is a web page, as failed downloads are',
    ],
    ['a RAR', bytesOf('Rar!\x1a\x07\x01\x00'), 'It is a RAR archive, not a zip or tar archive'],
    ['a NumPy file', Uint8Array.of(0x93, ...bytesOf('NUMPY')), 'It is a NumPy file'],
    [
      'MNIST',
      new Uint8Array(gzipSync(Uint8Array.of(0, 0, 8, 3, 0, 0, 0xea, 0x60))),
      'What it unpacks to is an IDX file of images',
    ],
    [
      'Git LFS',
      bytesOf('version https://git-lfs.github.com/spec/v1\n'),
      'It is a pointer of Git LFS, in whose place "git lfs pull" puts the file',
    ],
    ['a gzip of a text', new Uint8Array(gzipSync('a text')), 'What it unpacks to is no archive'],
  ])('is named for what it is, under any name: %s', async (_, bytes, sentence) => {
    for (const name of ['x.zip', 'x.tar', 'x.tgz']) {
      const { code, message } = await failureOf(importArchive(name, bytes));
      expect([code, message]).toEqual([
        'BadArchive',
        expect.stringContaining(`${name}: ${sentence}`),
      ]);
      expect(message).not.toContain('manifest');
    }
  });

  it('but begins as a zip is cut short', async () => {
    const { message } = await failureOf(importArchive('x.zip', zip.slice(0, -10)));
    expect(message).toContain('its directory, which stands at the end of the file, is missing');
  });
});
