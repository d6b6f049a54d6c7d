/** How much an origin may store, as the browser itself bounds it. */
import type { Page } from 'playwright-core';

/**
 * @returns sets it in bytes; without a number it is again as it was. What is stored already stays. Files feel it at
 * once; Chromium lets small values of databases pass for some seconds by the room that it found last.
 */
export async function quotaOf(page: Page): Promise<(bytes?: number) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  return async (quotaSize) => {
    const quota = quotaSize === undefined ? {} : { quotaSize };
    await session.send('Storage.overrideQuotaForOrigin', { origin, ...quota });
  };
}
