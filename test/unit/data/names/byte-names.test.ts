import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteNames } from '../../../../src/data/import/names/byte-names';
import { detectEncoding } from '../../../../src/data/import/names/detect';
import { decodeStrictly, type NameEncoding } from '../../../../src/data/import/names/encodings';
import { contents, folders, importArchive } from '../containers/contents';
import { paxHeader, rawTar } from '../../../support/raw-tar';
import { bytesOf, joined, rawZip, unicodePathExtra } from '../../../support/raw-zip';
import { encodeIn } from './encode';

/** CP437 by the places of its letters in IBM's chart; only those that the tests use. */
const CP437 = new Map([
  ...Array.from('ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ', (letter, i) => [letter, 0x80 + i] as const),
  ...Array.from('áíóúñÑ', (letter, i) => [letter, 0xa0 + i] as const),
  ['ß', 0xe1] as const,
]);

/** Letters of the other two, as Python's codecs have them. */
const DOS_PAGES = new Map<NameEncoding, ReadonlyMap<string, number>>([
  ['cp437', CP437],
  [
    'cp850',
    new Map([
      ['ã', 0xc6],
      ['ç', 0x87],
      ['ø', 0x9b],
    ]),
  ],
  [
    'cp852',
    new Map([
      ['ě', 0xd8],
      ['ů', 0x85],
      ['ž', 0xa7],
      ['ź', 0xab],
      ['ż', 0xbe],
    ]),
  ],
]);

function encoded(encoding: NameEncoding, text: string): Uint8Array<ArrayBuffer> {
  const page = DOS_PAGES.get(encoding);
  if (page !== undefined) {
    return Uint8Array.from(Array.from(text, (sign) => page.get(sign) ?? sign.charCodeAt(0)));
  }
  return encodeIn(encoding === 'cp866' ? 'ibm866' : encoding, text);
}

describe('the encoding of names', () => {
  it.each<[NameEncoding, string[]]>([
    ['shift_jis', ['表紙', 'ソファ', '能面', '猫']],
    ['shift_jis', ['ねこ', 'いぬ']],
    ['shift_jis', ['正常', '異常']],
    ['shift_jis', ['画像001.png', '予定表']],
    ['gbk', ['西瓜', '菠萝']],
    ['gbk', ['猫', '狗']],
    ['gbk', ['划痕', '污渍']],
    ['gbk', ['玫瑰', '蝴蝶']],
    ['euc-kr', ['고양이', '개']],
    ['euc-kr', ['정상', '불량']],
    ['euc-kr', ['튤립', '장미']],
    ['big5', ['貓', '狗']],
    ['big5', ['功能', '許願']],
    ['big5', ['玫瑰', '牡丹']],
    ['cp437', ['Müller', 'café']],
    ['cp437', ['crème brûlée', 'Größe']],
    ['windows-1252', ['Müller', 'café']],
    ['cp850', ['ação', 'coração']],
    ['cp850', ['Bjørn', 'høst']],
    ['cp852', ['medvěd', 'růže', 'žirafa']],
    ['cp852', ['niedźwiedź', 'żaba']],
    ['windows-1250', ['niedźwiedź', 'żaba', 'łoś']],
    ['windows-1252', ['niño', 'Überraschung']],
    ['cp866', ['кошка', 'собака']],
    ['cp866', ['Новая папка']],
    ['windows-1251', ['яблоко', 'груша']],
    ['utf-8', ['猫', 'Größe', '고양이']],
  ])('is told from the names: %s %s', (encoding, names) => {
    const bytes = names.map((name) =>
      encoding === 'utf-8' ? bytesOf(name) : encoded(encoding, name),
    );
    expect(detectEncoding(bytes)).toBe(encoding);
    expect(bytes.map((one) => decodeStrictly(one, encoding))).toEqual(names);
  });

  it.each<[NameEncoding, string]>([
    ['koi8-r', 'кошка'],
    ['windows-1253', 'γάτα'],
    ['windows-1255', 'חתול'],
    ['windows-874', 'แมว'],
  ])('can be said where others have the same letters: %s', async (encoding, name) => {
    const archive = rawZip([{ name: joined([encoded(encoding, name), bytesOf('/1.png')]) }]);
    const choices = new Map([['names x.zip', encoding]]);
    expect(folders(await importArchive('x.zip', archive, { choices }))).toEqual([name]);
  });

  it('is none where nothing looks like names', () => {
    // Signs or nothing in every encoding: no pair of bytes, and no letter.
    const noise = [Uint8Array.of(0xb0, 0x20, 0xb1), Uint8Array.of(0xb7, 0x20, 0xbb, 0x20)];
    expect(detectEncoding(noise)).toBe('bytes');
  });
});

describe('names of an archive', () => {
  const japanese = ['表紙', 'ソファ', '能面'];
  const zip = rawZip(
    japanese.map((name) => ({ name: joined([encoded('shift_jis', name), bytesOf('/1.png')]) })),
  );

  it('are never cut inside a character', async () => {
    // 表, ソ and 能 end in 0x5C, the backslash.
    expect(folders(await importArchive('x.zip', zip))).toEqual([...japanese].sort());
    const big5 = ['功', '許'].map((name) => ({
      name: joined([encoded('big5', `${name}能物`), bytesOf('/1.png')]),
    }));
    expect(folders(await importArchive('x.zip', rawZip(big5))).length).toBe(2);
    const tar = rawTar(
      japanese.map((name) => ({ name: joined([encoded('shift_jis', name), bytesOf('/1.png')]) })),
    );
    expect(folders(await importArchive('x.tar', tar))).toEqual([...japanese].sort());
  });

  it('are read in the encoding that a person chooses, and offer the others', async () => {
    const found = await importArchive('x.zip', zip);
    const [part] = found.reading?.parts ?? [];
    expect([part?.id, part?.taken]).toEqual(['names x.zip', 'shift_jis']);
    expect(part?.choices.map(({ id }) => id)).toContain('gbk');
    const chosen = await importArchive('x.zip', zip, {
      choices: new Map([['names x.zip', 'gbk']]),
    });
    expect(folders(chosen)).not.toContain('能面');
    const bytes = await importArchive('x.zip', zip, { nameEncoding: 'bytes' });
    expect(folders(bytes)).toContain('%94%5C%96%CA');
    expect(folders(bytes).length).toBe(3);
  });

  it('are what the Unicode field says, if it is about them', async () => {
    const plain = encoded('shift_jis', '猫/1.png');
    const other = encoded('shift_jis', '犬/1.png');
    const archive = rawZip([
      { name: plain, extra: unicodePathExtra(plain, 'cat/1.png') },
      { name: other, extra: unicodePathExtra(plain, 'stale/1.png') },
    ]);
    expect(folders(await importArchive('x.zip', archive))).toEqual(['cat', '犬']);
  });

  it.each<[NameEncoding, string[], string[]]>([
    ['cp866', ['кошка', 'собака'], ['медведь', 'волк']],
    ['gbk', ['猫', '狗'], ['熊猫', '老虎']],
    ['shift_jis', ['고양이', '개'], ['表紙', 'ソファ', '能面']],
    ['windows-1252', ['Größe', '猫'], ['Müller', 'café']],
  ])('of two tools are UTF-8 and %s, each as its own wrote it', async (encoding, plain, other) => {
    const entries = [
      ...plain.map((name) => ({ name: bytesOf(`${name}/1.png`) })),
      ...other.map((name) => ({ name: joined([encoded(encoding, name), bytesOf('/1.png')]) })),
    ];
    const read = folders(await importArchive('x.zip', rawZip(entries)));
    expect(new Set(read)).toEqual(new Set([...plain, ...other]));
  });

  it('are of one tool where all of them look like names in its encoding', async () => {
    // 小鹿 in GBK happens to be valid UTF-8.
    const words = ['玫瑰', '蝴蝶', '西瓜', '菠萝', '小鹿'];
    const entries = words.map((name) => ({
      name: joined([encoded('gbk', name), bytesOf('/1.png')]),
    }));
    expect(decodeStrictly(encoded('gbk', '小鹿'), 'utf-8')).toBeDefined();
    const read = folders(await importArchive('x.zip', rawZip(entries)));
    expect(new Set(read)).toEqual(new Set(words));
  });

  it('are UTF-8 where their entry says so, beside others', async () => {
    const archive = rawZip([
      { name: '고양이/1.png', flags: 0x0800 },
      { name: encoded('shift_jis', '猫/1.png') },
    ]);
    expect(folders(await importArchive('x.zip', archive)).sort()).toEqual(['고양이', '猫'].sort());
  });

  it('of a tar may be declared by pax records, or left as bytes by them', async () => {
    const gbk = encoded('gbk', '西瓜/1.png');
    const declared = rawTar([
      paxHeader({ path: bytesOf('西瓜/1.png') }),
      { name: 'short/1.png' },
      paxHeader({ hdrcharset: bytesOf('BINARY'), path: encoded('gbk', '菠萝/1.png') }),
      { name: 'short/2.png' },
      { name: gbk.slice(5), prefix: gbk.slice(0, 4) },
    ]);
    const found = await importArchive('x.tar', declared);
    expect(folders(found)).toEqual(['菠萝', '西瓜']);
    expect((await contents(found)).size).toBe(2);
  });

  it('stay apart when their bytes differ, in any encoding', () => {
    const name = fc.uint8Array({ minLength: 1, maxLength: 6 }).map((bytes) =>
      // No slash and no zero, which end a segment and a name.
      bytes.map((byte) => (byte === 0x2f || byte === 0 ? 0x41 : byte)),
    );
    const words = fc.constantFrom(bytesOf('%E9'), Uint8Array.of(0xe9), bytesOf('%25E9'));
    const encodings: (NameEncoding | undefined)[] = [
      undefined,
      'shift_jis',
      'gbk',
      'big5',
      'bytes',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(name, words), { minLength: 2, maxLength: 8 }),
        fc.constantFrom(...encodings),
        (all, encoding) => {
          const names = new ByteNames(encoding);
          for (const bytes of all) names.note(bytes);
          const texts = new Map(all.map((bytes) => [bytes.join(), names.read(bytes)]));
          expect(new Set(texts.values()).size).toBe(texts.size);
        },
      ),
      { numRuns: 2000, seed: 5 },
    );
  });

  it('that old encodings spell twice stay two', () => {
    // CP932 has the sign ∵ at 0x81E6, 0x879A and 0xFA5B.
    const names = new ByteNames('shift_jis');
    const spelled = [
      [0x81, 0xe6],
      [0x87, 0x9a],
      [0xfa, 0x5b],
    ].map((bytes) => Uint8Array.from(bytes));
    for (const bytes of spelled) names.note(bytes);
    expect(spelled.map((bytes) => names.read(bytes))).toEqual(['\u2235', '%87%9A', '%FA[']);
  });
});
