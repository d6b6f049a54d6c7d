import { unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quotaOf } from '../../support/quota';
import { openDataPage, type DataPage } from './data-page';

let data: DataPage;
beforeAll(async () => {
  data = await openDataPage();
});
afterAll(async () => {
  await data.close();
});

describe('an export', () => {
  it('goes straight into the file that was picked', async () => {
    expect(await data.page.evaluate(() => dataPage.exportFile(-1))).toEqual({
      code: 'written',
      message: '',
      kind: 'file',
      size: expect.any(Number) as number,
      images: 40,
    });
  });

  it('leaves nothing behind when it is cancelled', async () => {
    expect(await data.page.evaluate(() => dataPage.exportFile(5))).toEqual({
      code: 'Aborted',
      message: 'Cancelled.',
      kind: 'file',
      size: 0,
      images: undefined,
    });
  });

  it('says so where its file finds no room, and leaves nothing half behind', async () => {
    const fill = await quotaOf(data.page);
    // Less than the pictures take, whatever the browser counts beside them.
    await fill(2e5);
    expect(await data.page.evaluate(() => dataPage.exportFile(-1))).toEqual({
      code: 'QuotaExceeded',
      message: expect.stringMatching(/no room for the zip .*Free some disk space/) as string,
      kind: 'file',
      size: 0,
      images: undefined,
    });
    await fill();
  });

  it('is a download where there is no picker', async () => {
    const downloading = data.page.waitForEvent('download');
    expect(await data.page.evaluate(() => dataPage.exportDownload())).toBe('download');
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('fish.zip');
    const files = unzipSync(readFileSync(await download.path()));
    expect(Object.keys(files).sort()).toEqual([
      'fish/README.md',
      'fish/claim.md',
      'fish/evaluate.py',
      'fish/manifest.json',
      'fish/train/n01440764/0000.png',
      'fish/train/n01440764/0001.png',
      'fish/train/n01440764/0002.png',
    ]);
  });
});
