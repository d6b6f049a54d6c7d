/** Facts of a page's layout that hold whatever the window: nothing leaves it, covers another or is cut. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { faintTexts } from './faint-texts';

/** A phone, a small laptop, a large screen, and the usual one, at which a test goes on. */
export const WINDOWS = [
  [390, 844],
  [1280, 720],
  [2560, 1440],
  [1440, 900],
] as const;

/** CSS selectors of what is looked at. */
export interface Looked {
  /** Lies inside the window from left to right. */
  readonly inside: string;
  /** Groups of which no two parts cover each other: a selector of the parts each. */
  readonly apart: readonly string[];
  /** Shows its words to their end. */
  readonly whole: string;
}

/** Runs in the page. @returns a line a fault */
export function misplaced({ inside, apart, whole }: Looked): string[] {
  const faults: string[] = [];
  const shown = (selector: string) =>
    [...document.querySelectorAll(selector)].filter(
      (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0,
    );
  const nameOf = (one: Element) => `${one.className} ${one.textContent.slice(0, 24)}`;
  for (const one of shown(inside)) {
    const { left, right } = one.getBoundingClientRect();
    if (left < -0.5 || right > window.innerWidth + 0.5) faults.push(`outside: ${nameOf(one)}`);
  }
  for (const one of shown(whole)) {
    const wide = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0;
    const high = one.scrollHeight > one.clientHeight + 1 && one.clientHeight > 0;
    if (wide || high) faults.push(`cut: ${nameOf(one)}`);
  }
  for (const selector of apart) {
    const parts = shown(selector);
    for (const [i, one] of parts.entries()) {
      const a = one.getBoundingClientRect();
      for (const other of parts.slice(i + 1)) {
        const b = other.getBoundingClientRect();
        const beside = a.right <= b.left + 0.5 || b.right <= a.left + 0.5;
        const above = a.bottom <= b.top + 0.5 || b.bottom <= a.top + 0.5;
        if (!beside && !above) faults.push(`covered: ${nameOf(one)}, ${nameOf(other)}`);
      }
    }
  }
  if (document.documentElement.scrollWidth > window.innerWidth) faults.push('the page scrolls');
  return faults;
}

/** Looks at a view at every size, dark and light. */
export async function expectLaidOut(page: Page, looked: Looked): Promise<void> {
  for (const [width, height] of WINDOWS) {
    await page.setViewportSize({ width, height });
    // What follows its window does so in later frames.
    await expect
      .poll(async () => [width, await page.evaluate(misplaced, looked)])
      .toEqual([width, []]);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      // Colours go over into each other.
      await expect
        .poll(async () => [width, colorScheme, await page.evaluate(faintTexts)])
        .toEqual([width, colorScheme, []]);
    }
  }
}
