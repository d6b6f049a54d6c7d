import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fileNames, selectionZip } from '../../../src/data/export/write-selection';
import type { SourceImage } from '../../../src/data/import/collection';

const file = (path: string, text: string): SourceImage => ({
  path,
  size: text.length,
  open: async () => new Blob([text]),
});

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(
    await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer(),
  );
}

describe('an export of chosen images', () => {
  it('keeps the endings of names that are too long', () => {
    const long = '图'.repeat(40);
    const names = fileNames([{ path: `a/${long}1.jpg` }, { path: `a/${long}2.jpg` }]);
    expect(names).toEqual([`${'图'.repeat(30)}.jpg`, `${'图'.repeat(30)}_2.jpg`]);
  });

  it('holds the very files in folders of their classes, and tells how far it is', async () => {
    const told: string[] = [];
    const stream = selectionZip(
      [
        {
          name: 'brass bell',
          files: [file('train/bell/1.png', 'one'), file('val/bell/1.png', 'two')],
        },
        { name: 'a/b', files: [file('x/c.jpg', 'three')] },
      ],
      {
        name: 'odd: ones',
        signal: new AbortController().signal,
        onProgress: (done, total) => told.push(`${done}/${total}`),
      },
    );
    const found = unzipSync(await bytesOf(stream));
    const texts = Object.entries(found).map(([path, bytes]) => [
      path,
      new TextDecoder().decode(bytes),
    ]);
    expect(texts).toEqual([
      ['odd_ ones/brass bell/1.png', 'one'],
      ['odd_ ones/brass bell/1_2.png', 'two'],
      ['odd_ ones/a_b/c.jpg', 'three'],
    ]);
    expect(told).toEqual(['1/3', '2/3', '3/3']);
  });

  it('has a folder for each of two classes that people call the same', async () => {
    const stream = selectionZip(
      [
        { name: 'cat', files: [file('indoor/cat/1.png', 'one')] },
        { name: 'cat_2', files: [file('farm/cat_2/1.png', 'two')] },
        { name: 'cat', files: [file('outdoor/cat/1.png', 'three')] },
      ],
      { name: 'odd', signal: new AbortController().signal, onProgress: () => undefined },
    );
    const found = unzipSync(await bytesOf(stream));
    expect(Object.keys(found)).toEqual(['odd/cat/1.png', 'odd/cat_2/1.png', 'odd/cat_3/1.png']);
  });

  it('ends with its signal', async () => {
    const stop = new AbortController();
    const stream = selectionZip(
      [{ name: 'bell', files: [file('a/1.png', 'x'), file('a/2.png', 'y')] }],
      {
        name: 'all',
        signal: stop.signal,
        onProgress: () => stop.abort(),
      },
    );
    await expect(bytesOf(stream)).rejects.toMatchObject({ code: 'Aborted' });
  });

  it('keeps names apart that differ in case alone, and endings at their end', () => {
    const paths = ['a/X.png', 'b/x.PNG', 'c/x.png', 'd/readme', 'e/README'].map((path) => ({
      path,
    }));
    expect(fileNames(paths)).toEqual(['X.png', 'x_2.PNG', 'x_3.png', 'readme', 'README_2']);
  });
});
