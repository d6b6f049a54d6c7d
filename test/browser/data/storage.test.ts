import type { Page } from 'playwright-core';
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

async function reload(page: Page): Promise<void> {
  await page.reload();
  await page.waitForFunction(() => 'dataPage' in globalThis);
}

/** Another tab of the same browser. */
async function newTab(): Promise<Page> {
  const page = await data.page.context().newPage();
  await page.goto(data.page.url());
  await page.waitForFunction(() => 'dataPage' in globalThis);
  return page;
}

describe('storage', () => {
  it('has after a reload what was put, found by the beginning of keys', async () => {
    await data.page.evaluate(() => dataPage.store());
    await reload(data.page);
    expect(await data.page.evaluate(() => dataPage.stored())).toEqual({
      latents: [1, 2, 65535],
      png: [1, 2],
      report: { share: 0.5 },
      keys: ['f/latents/1', 'f/latents/2'],
      quotaIsKnown: true,
      left: [[], []],
    });
  });

  it('keeps all of what is put together, or nothing', async () => {
    expect(await data.page.evaluate(() => dataPage.storeHalf())).toEqual({
      name: 'DataCloneError',
      keys: [],
    });
  });

  it('frees the room of what is taken away', async () => {
    const [before = NaN, full = NaN, after = NaN] = await data.page.evaluate(() =>
      dataPage.usageOverRemoval(),
    );
    expect(full - before).toBeGreaterThan(12e6);
    expect(after - before).toBeLessThan(0.1e6);
  });

  it('has what was there, and nothing half, where there is no room', async () => {
    const fill = await quotaOf(data.page);
    await data.page.evaluate(() => dataPage.storeSmall());
    // Less than what is to be put, whatever the browser still counts of what was taken away.
    await fill(1e6);
    expect(await data.page.evaluate(() => dataPage.storeTooMuch())).toEqual({
      errors: ['QuotaExceededError', 'QuotaExceededError'],
      keys: ['a/b'],
      found: [7],
    });
    await fill();
  });

  it('leaves the last of the room to others, and moves what waits once there is some', async () => {
    const fill = await quotaOf(data.page);
    const used = await data.page.evaluate(async () => (await navigator.storage.estimate()).usage);
    // Room for the value a million times over, but less than what is left free.
    await fill((used ?? NaN) + 7 * 2 ** 20);
    const last = await data.page.evaluate(() => dataPage.storeLast());
    expect(last).toMatchObject({
      notices: ['QuotaExceeded'],
      inPlace: [],
      found: [9],
      inMemory: true,
    });
    expect(last.free).toBeGreaterThan(6 * 2 ** 20);
    await fill();
    expect(await data.page.evaluate(() => dataPage.makeRoom())).toEqual(['e/last']);
  });

  it('notices results of an older version, and takes them away when it is told to', async () => {
    const [said, afterwards] = await data.page.evaluate(() => dataPage.older());
    expect(said).toMatch(/older version of Stillroom/);
    expect(afterwards).toBeNull();
  });
});

describe('tabs', () => {
  it('show their own, know of each other, and leave what they showed to a fresh one', async () => {
    const first = await newTab();
    const state = { run: 'first run', owners: ['f'] };
    await first.evaluate((shown) => dataPage.tabShows(shown), state);
    const second = await newTab();
    expect(await second.evaluate(() => dataPage.tabShown())).toEqual({ run: null, owners: [] });
    expect(await second.evaluate(() => dataPage.tabOthers())).toEqual({
      runs: ['first run'],
      owners: ['f'],
    });
    await second.evaluate(() => dataPage.tabShows({ run: 'second run', owners: [] }));
    await reload(first);
    expect(await first.evaluate(() => dataPage.tabShown())).toEqual(state);
    await first.close();
    // The browser lets go of a closed tab's lock in its own time.
    await expect
      .poll(() => second.evaluate(() => dataPage.tabOthers()))
      .toEqual({ runs: [], owners: [] });
    const fresh = await newTab();
    expect(await fresh.evaluate(() => dataPage.tabShown())).toEqual(state);
    await fresh.close();
    await second.close();
  });
});

describe('after a reload', () => {
  it('a collection of handles is back, with its edits', async () => {
    const remembered = await data.page.evaluate(() => dataPage.rememberHandles());
    expect(remembered.outcome).toEqual({ kept: 'whole' });
    await reload(data.page);
    expect(await data.page.evaluate(() => dataPage.restore())).toEqual({
      status: 'ready',
      label: 'pets',
      classes: remembered.classes,
      lastText: 'dog',
      edits: [['cat', { name: 'kitten' }]],
    });
  });

  it('a small collection of files is back from its copy', async () => {
    expect(await data.page.evaluate(() => dataPage.rememberFiles())).toEqual({ kept: 'whole' });
    await reload(data.page);
    expect(await data.page.evaluate(() => dataPage.restore())).toMatchObject({
      status: 'ready',
      label: 'fish',
      lastText: 'tench',
    });
  });
});
