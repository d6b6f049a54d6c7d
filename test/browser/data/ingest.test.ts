import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataPage, type DataPage } from './data-page';

const RED = [255, 0, 0];
const GREEN = [0, 255, 0];
const BLUE = [0, 0, 255];
const YELLOW = [255, 255, 0];

/** Lossy formats move a flat colour by a few steps. */
function expectColours(
  found: readonly number[][],
  expected: readonly number[][],
  slack: number,
): void {
  const worst = found.flat().map((value, i) => Math.abs(value - (expected.flat()[i] ?? NaN)));
  expect(worst.length).toBe(expected.flat().length);
  expect(Math.max(...worst)).toBeLessThanOrEqual(slack);
}

let data: DataPage;
beforeAll(async () => {
  data = await openDataPage();
});
afterAll(async () => {
  await data.close();
});

describe('reading image files', () => {
  it('decodes PNG, JPEG and WebP', async () => {
    const images = await data.page.evaluate(() => dataPage.readFormats());
    images.forEach(({ size, quarters }, i) => {
      expect(size).toEqual([40, 20]);
      expectColours(quarters, [RED, GREEN, BLUE, YELLOW], i === 0 ? 0 : 8);
    });
  });

  it('decodes GIF, BMP and grey PNG to RGB', async () => {
    const images = await data.page.evaluate(() => dataPage.readMadeByHand());
    const colours = [
      [200, 30, 60],
      [200, 30, 60],
      [77, 77, 77],
    ];
    images.forEach(({ size, quarters }, i) => {
      expect(size).toEqual([40, 20]);
      expect(quarters).toEqual(Array.from({ length: 4 }, () => colours[i]));
    });
  });

  // Where the stored corners (red, green / blue, yellow) belong, by TIFF 6.0's definition of tag 274.
  const upright = [
    [RED, GREEN, BLUE, YELLOW],
    [GREEN, RED, YELLOW, BLUE],
    [YELLOW, BLUE, GREEN, RED],
    [BLUE, YELLOW, RED, GREEN],
    [RED, BLUE, GREEN, YELLOW],
    [BLUE, RED, YELLOW, GREEN],
    [YELLOW, GREEN, BLUE, RED],
    [GREEN, YELLOW, RED, BLUE],
  ];

  it.each(['jpeg', 'png', 'webp, before', 'webp, behind', 'tiff'] as const)(
    'turns every orientation upright that a file states: %s',
    async (container) => {
      const images = await data.page.evaluate((name) => dataPage.readOrientations(name), container);
      images.forEach(({ size, quarters }, i) => {
        expect(size).toEqual(i < 4 ? [40, 20] : [20, 40]);
        expectColours(quarters, upright[i] ?? [], 8);
      });
    },
  );

  it('turns and mirrors an AVIF as its boxes state, in their order', async () => {
    const images = await data.page.evaluate(() => dataPage.readAvifTurns());
    // irot turns counter-clockwise; imir 0 then swaps top and bottom, 1 left and right (HEIF 6.5).
    const turned = [
      [RED, GREEN, BLUE, YELLOW],
      [GREEN, YELLOW, RED, BLUE],
      [YELLOW, BLUE, GREEN, RED],
      [BLUE, RED, YELLOW, GREEN],
    ];
    const swap = (corners: number[][], order: number[]): number[][] =>
      order.map((i) => corners[i] ?? []);
    const expected = turned.flatMap((corners) => [
      swap(corners, [2, 3, 0, 1]),
      swap(corners, [1, 0, 3, 2]),
    ]);
    images.forEach(({ size, quarters }, i) => {
      expect(size).toEqual(i % 4 < 2 ? [40, 20] : [20, 40]);
      expectColours(quarters, expected[i] ?? [], 30);
    });
    expect(images.length).toBe(8);
  });

  it('decodes what browsers do not, and the rarer kinds of PNG', async () => {
    const images = await data.page.evaluate(() => dataPage.readPlain());
    expect(images.length).toBe(4);
    for (const { size, quarters } of images) {
      expect(size).toEqual([40, 20]);
      expect(quarters).toEqual([RED, GREEN, BLUE, YELLOW]);
    }
  });

  it('takes the first frame of an animation', async () => {
    const [gif, webp, png] = await data.page.evaluate(() => dataPage.readFirstFrames());
    expect(gif?.quarters).toEqual(Array.from({ length: 4 }, () => [200, 30, 60]));
    expectColours(webp?.quarters ?? [], [RED, GREEN, BLUE, YELLOW], 8);
    expect(png?.quarters).toEqual([RED, GREEN, BLUE, YELLOW]);
  });

  // In Chromium a new canvas of a thread waits for the page's thread, as does one that is given a size.
  it('draws pictures of all sizes on two canvases, each thumbnail its own', async () => {
    const { greys, found, sized } = await data.page.evaluate(() => dataPage.readTogether());
    expect(found).toEqual(greys);
    // Thumbnails are of one size; the sources grow at most from 20 to 30 on each side.
    expect(sized).toBeLessThanOrEqual(4);
  });

  it('puts transparent images on white', async () => {
    const { quarters } = await data.page.evaluate(() => dataPage.readTransparent());
    const pink = [255, 127.5, 127.5];
    const white = [255, 255, 255];
    expectColours(quarters, [pink, white, pink, white], 1);
  });

  it('reads large images in strips', async () => {
    const { size, quarters } = await data.page.evaluate(() => dataPage.readLarge());
    expect(size).toEqual([3000, 2500]);
    expectColours(quarters, [RED, GREEN, BLUE, YELLOW], 0);
  });

  it('gives the reason for every broken file', async () => {
    const reasons = await data.page.evaluate(() => dataPage.reasons());
    expect(reasons).toEqual({
      truncatedJpeg: 'BadImage: is a JPEG that is cut short; copy or download it again',
      truncatedPng: 'BadImage: is a PNG that is cut short; copy or download it again',
      scrambledPng: expect.stringMatching(/^BadImage: is a damaged PNG|cut short/) as string,
      text: expect.stringMatching(/^BadImage: is not an image/) as string,
      empty: 'BadImage: is empty (0 bytes)',
      huge: expect.stringMatching(/^BadImage: is too large: 9000 x 9000 pixels, 81 mega/) as string,
    });
  });

  it('hashes the file and makes a thumbnail of the same part', async () => {
    expect(await data.page.evaluate(() => dataPage.hashAndThumbnail())).toEqual({
      hashHolds: true,
      thumbnail: [40, 40, 'image/jpeg'],
    });
  });
});

describe('the ingest threads', () => {
  it('give outcomes in order, broken files among them', async () => {
    const result = await data.page.evaluate(() => dataPage.ingest());
    const expected = result.paths.map(
      (path) => `${path} ${path.endsWith('.jpg') ? 'ok' : 'rejected'}`,
    );
    expect(result.outcomes).toEqual(expected);
    expect(result.outcomes.filter((line) => line.endsWith('rejected')).length).toBe(6);
    expect([result.same, result.pngSame]).toEqual([true, true]);
  });

  it('stop when they are cancelled and work on afterwards', async () => {
    const result = await data.page.evaluate(() => dataPage.cancelIngest());
    expect(result).toEqual({ done: 3, code: 'Aborted', width: 64 });
  });

  it('are replaced when they break, without losing an image', async () => {
    const result = await data.page.evaluate(() => dataPage.killThreads());
    expect(result).toEqual({ done: 12, workers: 2 });
  });

  it('say so when they cannot be started at all', async () => {
    expect(await data.page.evaluate(() => dataPage.missingThread())).toBe('WorkerLost');
  });
});
