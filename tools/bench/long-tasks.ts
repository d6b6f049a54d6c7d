/** How long the page's thread was held at once. */
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    longestTask?: number;
  }
}

/** Runs in the page: keeps the longest task of its thread, in milliseconds. */
function watch(): void {
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      window.longestTask = Math.max(window.longestTask ?? 0, duration);
    }
  }).observe({ type: 'longtask', buffered: true });
}

/** Watches from the page's next start on. */
export function watchLongTasks(page: Page): Promise<unknown> {
  return page.addInitScript(watch);
}

/** The longest task since the last time, in milliseconds; 0 where none took 50 ms, the browser's own bar. */
export function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => {
    const longest = window.longestTask ?? 0;
    window.longestTask = 0;
    return longest;
  });
}
