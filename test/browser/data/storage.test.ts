import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataPage, type DataPage } from './data-page';

let data: DataPage;
beforeAll(async () => {
  data = await openDataPage();
});
afterAll(async () => {
  await data.close();
});

async function reload(): Promise<void> {
  await data.page.reload();
  await data.page.waitForFunction(() => 'dataPage' in globalThis);
}

describe('after a reload', () => {
  it('results of stages are there', async () => {
    expect(await data.page.evaluate(() => dataPage.storeStages())).toBe('storage');
    await reload();
    expect(await data.page.evaluate(() => dataPage.readStages())).toEqual({
      latents: [1, 2, 65535],
      png: 'png',
      report: { share: 0.5 },
      keys: 1,
      quotaIsKnown: true,
      left: 0,
    });
  });

  it('a collection of handles is back, with its edits', async () => {
    const remembered = await data.page.evaluate(() => dataPage.rememberHandles());
    expect(remembered.outcome).toEqual({ kept: 'whole' });
    await reload();
    expect(await data.page.evaluate(() => dataPage.restore())).toEqual({
      status: 'ready',
      label: 'pets',
      classes: remembered.classes,
      lastText: 'dog',
      edits: { cat: { name: 'kitten' } },
    });
  });

  it('a small collection of files is back from its copy', async () => {
    expect(await data.page.evaluate(() => dataPage.rememberFiles())).toEqual({ kept: 'whole' });
    await reload();
    expect(await data.page.evaluate(() => dataPage.restore())).toMatchObject({
      status: 'ready',
      label: 'fish',
      lastText: 'tench',
    });
  });
});
