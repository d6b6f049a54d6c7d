/** What the page keeps of private pictures, and that Discard and Clear give it back. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openedExport } from '../support/opened-export';
import { quotaOf } from '../support/quota';
import { samplePart } from '../support/sample-part';
import { addFile, distill, exportedZip, modelReady, setValue, Site } from '../support/stillroom';

/** Of what comes after reading, maps or trainings, on a machine that does much else. */
const PATIENCE_MS = 400_000;

let site: Site;
beforeAll(async () => {
  // What a third of it takes would not move the page's number of megabytes.
  site = await Site.open('small', { wholeSample: true });
});
afterAll(async () => {
  await site.close();
});

/** How many entries each table holds, in the database and in the origin's files together. */
function entries(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const counts: Record<string, number> = {};
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error as DOMException));
      });
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name ?? ''));
      for (const table of database.objectStoreNames) {
        const count = await done(database.transaction(table).objectStore(table).count());
        counts[table] = (counts[table] ?? 0) + count;
      }
      database.close();
    }
    const filesIn = async (folder: FileSystemDirectoryHandle): Promise<number> => {
      let count = 0;
      for await (const entry of folder.values()) {
        if (entry.kind === 'directory') count += await filesIn(entry);
        else if (entry.name.endsWith('.value')) count += 1;
      }
      return count;
    };
    for await (const root of (await navigator.storage.getDirectory()).values()) {
      if (root.kind !== 'directory') continue;
      for await (const table of root.values()) {
        if (table.kind !== 'directory') continue;
        counts[table.name] = (counts[table.name] ?? 0) + (await filesIn(table));
      }
    }
    return counts;
  });
}

async function megabytes(page: Page): Promise<number> {
  const text = await page.getByLabel('Storage', { exact: true }).textContent();
  return Number.parseFloat((text ?? '').replaceAll(',', ''));
}

it('shows what is kept, and gives it back when a set is discarded and the collection cleared', async () => {
  const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Load sample collection' }).click();
  await modelReady(page);
  await page.getByText('Against the truth:').waitFor({ timeout: PATIENCE_MS });
  await page.getByLabel('Method', { exact: true }).selectOption('random-real');
  await setValue(page, 'Images per class', 2);
  await distill(page);
  const full = await entries(page);
  expect(full).toMatchObject({ runs: 1, images: 12, finished: 12 });
  expect(full['stages']).toBeGreaterThan(6);
  await expect.poll(() => megabytes(page)).toBeGreaterThan(10);
  const before = await megabytes(page);

  await page.getByRole('button', { name: 'Discard results' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Discard results' }).click();
  await expect.poll(() => entries(page)).toMatchObject({ runs: 0, images: 0, finished: 0 });
  // The collection is still there, and what was computed of it; a last number may have come since.
  await expect
    .poll(async () => (await entries(page))['stages'])
    .toBeGreaterThanOrEqual(full['stages'] ?? Infinity);

  await page.getByRole('button', { name: 'Clear collection' }).click();
  await page.getByRole('button', { name: 'Load sample collection' }).waitFor();
  await expect.poll(() => entries(page)).toMatchObject({ stages: 0, runs: 0, images: 0 });
  await page.getByRole('button', { name: 'Load sample collection' }).click();
  await expect.poll(() => megabytes(page)).toBeLessThan(before);
  expect(errors).toEqual([]);
  await context.close();
});

it('does all its work without any room, says what to do, and the zip holds all of it', async () => {
  const part = await samplePart(['cactus', 'lighthouse'], 14);
  const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
  const fill = await quotaOf(page);
  await fill(1);
  // Reading.
  await addFile(page, 'samples.zip', part);
  await modelReady(page);
  await page
    .getByText(/storage for this page is full.*kept in memory .*export it before/)
    .waitFor({ timeout: PATIENCE_MS });
  // Exploring.
  await page.getByRole('tab', { name: 'Explore' }).click();
  await page.getByRole('list', { name: 'Clusters' }).waitFor({ timeout: PATIENCE_MS });
  // Distilling.
  await setValue(page, 'Images per class', 2);
  await setValue(page, 'Steps', 4);
  await distill(page);
  // Evaluating.
  await page.getByRole('tab', { name: 'Evaluate' }).click();
  await setValue(page, 'Repeats', 1);
  await page.getByRole('button', { name: 'Start evaluation', exact: true }).click();
  const evaluation = page.getByRole('region', { name: 'What to evaluate' });
  await evaluation.getByText(/^Done/).waitFor({ timeout: PATIENCE_MS });
  // Exporting; nothing of it was kept anywhere else.
  const { made, file } = openedExport(await exportedZip(page));
  expect(made).toHaveLength(4);
  expect(new TextDecoder().decode(file('claim.md'))).toMatch(/held-out real images/);
  expect(await entries(page)).toMatchObject({ images: 0, stages: 0 });
  expect(errors).toEqual([]);
  await context.close();
});
