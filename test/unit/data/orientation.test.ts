import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { chunk, PNG_SIGNATURE } from '../../../src/data/export/png-chunks';
import { followedBy, orientationMatrix } from '../../../src/data/ingest/headers/orientation-matrix';
import { storedBox, takeOrientation, uprightTransform } from '../../../src/data/ingest/orientation';
import { jpeg } from '../../support/image-bytes';
import { bytesOf, joined } from '../../support/raw-zip';

const ALL = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Where TIFF 6.0 puts row 0 and column 0 of the stored picture. */
const ROW_AND_COLUMN = new Map([
  [1, ['top', 'left']],
  [2, ['top', 'right']],
  [3, ['bottom', 'right']],
  [4, ['bottom', 'left']],
  [5, ['left', 'top']],
  [6, ['right', 'top']],
  [7, ['right', 'bottom']],
  [8, ['left', 'bottom']],
]);

describe('the eight orientations', () => {
  const stored = { width: 5, height: 3 };

  it.each(ALL)('%i puts the first row and column where TIFF 6.0 says', (orientation) => {
    const [a, b, c, d, e, f] = uprightTransform(orientation, stored);
    const [width, height] = orientation < 5 ? [5, 3] : [3, 5];
    const place = (x: number, y: number): [number, number] => [
      a * x + c * y + e,
      b * x + d * y + f,
    ];
    const side = (points: [number, number][]): string | undefined => {
      if (points.every(([x]) => x < 1)) return 'left';
      if (points.every(([x]) => x > width - 1)) return 'right';
      if (points.every(([, y]) => y < 1)) return 'top';
      return points.every(([, y]) => y > height - 1) ? 'bottom' : undefined;
    };
    const row = side([0, 1, 2, 3, 4].map((x) => place(x + 0.5, 0.5)));
    const column = side([0, 1, 2].map((y) => place(0.5, y + 0.5)));
    expect([row, column]).toEqual(ROW_AND_COLUMN.get(orientation));
  });

  it.each(ALL)('%i finds the stored part of an upright part', (orientation) => {
    const [width, height] = orientation < 5 ? [5, 3] : [3, 5];
    expect(storedBox({ x: 0, y: 0, width, height }, orientation, stored)).toEqual({
      x: 0,
      y: 0,
      ...stored,
    });
    const pixel = storedBox({ x: 1, y: 2, width: 1, height: 1 }, orientation, stored);
    const [a, b, c, d, e, f] = uprightTransform(orientation, stored);
    const [x, y] = [pixel.x + 0.5, pixel.y + 0.5];
    expect([a * x + c * y + e, b * x + d * y + f]).toEqual([1.5, 2.5]);
  });

  it('are a group', () => {
    for (const first of ALL) {
      expect(followedBy(first, 1)).toBe(first);
      expect(new Set(ALL.map((then) => followedBy(first, then))).size).toBe(8);
    }
    // A quarter turn clockwise twice is upside down; two mirrors are none.
    expect([followedBy(6, 6), followedBy(6, 8), followedBy(2, 2), followedBy(2, 4)]).toEqual([
      3, 1, 1, 3,
    ]);
    expect(orientationMatrix(6)).toEqual([0, -1, 1, 0]);
  });
});

describe('the statement of an orientation', () => {
  const exif = (little: boolean, value: number, type = 3): number[] => {
    const u16 = (n: number): number[] => (little ? [n & 255, n >> 8] : [n >> 8, n & 255]);
    const u32 = (n: number): number[] => (little ? [...u16(n), 0, 0] : [0, 0, ...u16(n)]);
    const field = type === 3 ? [...u16(value), 0, 0] : u32(value);
    const entry = [...u16(0x112), ...u16(type), ...u32(1), ...field];
    // The directory stands far from the start, behind another tag.
    const other = [...u16(0x100), ...u16(3), ...u32(1), ...u16(9), 0, 0];
    const mark = little ? [0x49, 0x49] : [0x4d, 0x4d];
    return [
      ...mark,
      ...u16(42),
      ...u32(20),
      ...Array<number>(12).fill(7),
      ...u16(2),
      ...other,
      ...entry,
    ];
  };
  const prefix = [0x45, 0x78, 0x69, 0x66, 0, 0];
  const picture = (app1: readonly number[]): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(jpeg(4, 2, Uint8Array.from(app1)));

  it.each([
    [true, 3],
    [false, 3],
    [true, 4],
    [false, 4],
  ])('is read and taken out wherever it lies, little: %s, type %i', (little, type) => {
    const file = picture([...prefix, ...exif(little, 6, type)]);
    const taken = takeOrientation(file, 'jpeg');
    expect(taken.orientation).toBe(6);
    expect(taken.bytes.length).toBe(file.length);
    expect(takeOrientation(taken.bytes, 'jpeg').orientation).toBe(1);
    // The caller's bytes are hashed, and must stay what they are.
    expect(takeOrientation(file, 'jpeg').orientation).toBe(6);
  });

  const png = (...chunks: Uint8Array[]): Uint8Array<ArrayBuffer> =>
    joined([Uint8Array.from(PNG_SIGNATURE), chunk('IHDR', new Uint8Array(13)), ...chunks]);
  /** As ImageMagick kept Exif before PNG had a chunk for it: hexadecimal, in lines, behind its length. */
  const profile = (value: number, kind = 'exif'): string => {
    const bytes = [...prefix, ...exif(false, value)];
    const text = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return `\n${kind}\n${String(bytes.length).padStart(8)}\n${text.replaceAll(/(.{72})/g, '$1\n')}\n`;
  };
  const keyword = (kind = 'exif'): Uint8Array => bytesOf(`Raw profile type ${kind}\0`);
  const packed = (text: string): Uint8Array =>
    joined([Uint8Array.of(0), new Uint8Array(deflateSync(text))]);

  it.each([
    ['tEXt', chunk('tEXt', joined([keyword(), bytesOf(profile(6))]))],
    ['zTXt', chunk('zTXt', joined([keyword(), packed(profile(6))]))],
    ['APP1', chunk('zTXt', joined([keyword('APP1'), packed(profile(6, 'generic profile'))]))],
  ])('is read where a PNG has it as text: %s', (_, text) => {
    const file = png(text);
    const taken = takeOrientation(file, 'png');
    expect(taken.orientation).toBe(6);
    // No decoder asks the text.
    expect(taken.bytes).toEqual(file);
    // The chunk that PNG has for it counts before it, wherever it lies.
    const both = png(text, chunk('eXIf', Uint8Array.from(exif(true, 3))));
    expect(takeOrientation(both, 'png').orientation).toBe(3);
  });

  it.each([
    ['no hexadecimal', chunk('tEXt', joined([keyword(), bytesOf('\nexif\n  4\nzzzz\n')]))],
    ['a text of its own', chunk('tEXt', bytesOf('Comment\0Raw profile type exif'))],
    ['damaged packing', chunk('zTXt', joined([keyword(), bytesOf('\0x\x9c\xff\xff\xff')]))],
    [
      'a text that unpacks to megabytes',
      chunk('zTXt', joined([keyword(), packed(profile(6) + ' '.repeat(2 ** 22))])),
    ],
  ])('is none where a PNG has %s', (_, text) => {
    expect(takeOrientation(png(text), 'png').orientation).toBe(1);
  });

  it('is upright where there is none, or none that is defined', () => {
    for (const app1 of [[], prefix, [...prefix, ...exif(true, 0)], [...prefix, ...exif(true, 9)]]) {
      expect(takeOrientation(picture(app1), 'jpeg').orientation).toBe(1);
    }
    expect(takeOrientation(picture([]), 'gif').orientation).toBe(1);
  });
});
