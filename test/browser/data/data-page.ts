/** A Chromium page with src/data built into it, as the real page is built and served. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium';
import { buildAndServe } from '../../support/serve';

/**
 * No WebGPU, and an estimate that says how much there is, as other browsers do: Chromium's own says ten gigabytes
 * beside what is used, whatever the bound is.
 */
const TRUE_QUOTA = ['--disable-features=WebGPU,StaticStorageQuota', '--disable-gpu'];

/** A busy machine answers late: the test's own limit is the one that counts. */
const PATIENCE_MS = 120_000;

export interface DataPage {
  readonly page: Page;
  /** A folder on disk that goes away with the page. */
  readonly folder: string;
  close(): Promise<void>;
}

export async function openDataPage(): Promise<DataPage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-data-'));
  const served = await buildAndServe(path.join(import.meta.dirname, 'page'));
  const browser = await launchChromium({ webgpu: TRUE_QUOTA });
  const context = await browser.newContext();
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => 'dataPage' in globalThis);
  return {
    page,
    folder,
    async close() {
      await browser.close();
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
