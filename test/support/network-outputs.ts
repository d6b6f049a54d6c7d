/** A pack's outputs from the page that checks the runtime. */
import type { Page } from 'playwright-core';

/** What a pack's graphs give for seeded inputs, by name, on the page of the runtime's checks. */
export function networkOutputs(page: Page) {
  return page.evaluate(() => window.checks.call('outputs', []));
}
