/** A pack's outputs from the page that checks the runtime. */
import type { Page } from 'playwright-core';

/** What a pack's graphs give for seeded inputs, by name, on the page of the runtime's checks: typed arrays cross as plain lists. */
export function networkOutputs(page: Page): Promise<Record<string, number[]>> {
  return page.evaluate(async () =>
    Object.fromEntries(
      Object.entries(await window.checks.call('outputs', [])).map(([name, values]) => [
        name,
        Array.from(values as ArrayLike<number>),
      ]),
    ),
  );
}
