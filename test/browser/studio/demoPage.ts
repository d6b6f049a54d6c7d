/** The demo page, built and served as the real one is, in a real Chromium. */
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { collectErrors, launchChromium } from '../../support/chromium';
import { buildAndServe } from '../../support/serve';

export interface View {
  readonly width: number;
  readonly height: number;
}

export interface OpenPage {
  readonly page: Page;
  /** Everything that the page complained about: errors, and what the policy refused. */
  readonly complaints: string[];
}

/** A busy machine draws the page late: the test's own limit is the one that counts. */
const PATIENCE_MS = 120_000;

export interface DemoSite {
  open(scene: string, view?: Partial<View>): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Builds and serves the demo page once for many tests. */
export async function startDemoSite(): Promise<DemoSite> {
  const site = await buildAndServe(fileURLToPath(new URL('../../studio-demo', import.meta.url)));
  const browser = await launchChromium({ webgpu: false });
  return {
    async open(scene, { width = 1280, height = 720 } = {}) {
      const page = await browser.newPage({ viewport: { width, height } });
      page.setDefaultTimeout(PATIENCE_MS);
      const complaints = collectErrors(page);
      await page.goto(`${site.url}?scene=${scene}`);
      return { page, complaints };
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}
