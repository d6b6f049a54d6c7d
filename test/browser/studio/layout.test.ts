/** How the page is laid out, what its text looks like, and what of its words holds everywhere. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoSite, type DemoSite } from './demoPage';
import { faintTexts } from '../../support/faint-texts';
import { misplaced, WINDOWS } from '../../support/layout-facts';

let site: DemoSite;

beforeAll(async () => {
  site = await startDemoSite();
});

afterAll(() => site?.close());

describe('words and type', () => {
  it('has one spelling, the accent for one action, numbers of equal width, and three sizes of text', async () => {
    const { page } = await site.open('done');
    await page.getByText('60 of 60 images').waitFor();
    for (const tab of ['Explore', 'Distill', 'Compare', 'Evaluate']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tabpanel', { name: tab }).locator('> *').first().waitFor();
      const look = () => {
        const shown = (one: Element) => one.checkVisibility({ visibilityProperty: true });
        const texts = [...document.querySelectorAll('body *')].filter(
          (one) => shown(one) && [...one.childNodes].some((node) => node.nodeType === 3),
        );
        const styles = texts.map((one) => getComputedStyle(one));
        return {
          text: document.body.innerText.replace(/distill/gi, ''),
          main: [...document.querySelectorAll('.button-primary')].filter(shown).length,
          sizes: new Set(styles.map(({ fontSize }) => fontSize)).size,
          uneven: styles.filter(
            ({ fontVariantNumeric }) => !fontVariantNumeric.includes('tabular-nums'),
          ).length,
        };
      };
      const found = async () => {
        const { text, main, sizes, uneven } = await page.evaluate(look);
        const misspelt = /\bdistil(s|led|ling)?\b(?!l)/i.exec(text)?.[0] ?? null;
        return { tab, misspelt, main, few: sizes <= 4, uneven };
      };
      // The parts of a tab come one after another.
      await expect.poll(found).toEqual({ tab, misspelt: null, main: 1, few: true, uneven: 0 });
    }
    await page.close();
  });

  it('offers no steps for sets of real images', async () => {
    const { page } = await site.open('distil');
    await page.getByText('Sampling', { exact: true }).click();
    await page.getByRole('slider', { name: 'Steps' }).waitFor();
    await page.getByLabel('Method', { exact: true }).selectOption('random-real');
    await page.getByRole('slider', { name: 'Steps' }).waitFor({ state: 'detached' });
    await page.getByText('Sampling', { exact: true }).click();
    await page.getByLabel('Seed', { exact: true }).waitFor();
    for (const name of ['Steps', 'CFG scale']) {
      expect([name, await page.getByLabel(name, { exact: true }).count()]).toEqual([name, 0]);
    }
    await page.close();
  });

  it('says errors to their end', async () => {
    const { page } = await site.open('trouble', { width: 390, height: 1600 });
    await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
    const cut = () =>
      page.locator('.tone-error, [role=alert] p').evaluateAll((all) => {
        const seen = all.filter((one) => one.checkVisibility() && one.textContent !== '');
        const bad = seen.filter((one) => {
          const { textOverflow, whiteSpace } = getComputedStyle(one);
          const over = one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1;
          return over || textOverflow === 'ellipsis' || whiteSpace === 'nowrap';
        });
        return { several: seen.length > 1, bad: bad.map((one) => one.textContent) };
      });
    await expect.poll(cut).toEqual({ several: true, bad: [] });
    await page.close();
  });
});

it('says to its end why a class failed, above its pictures and without covering them', async () => {
  const { page } = await site.open('failed');
  await page.getByRole('alert').filter({ hasText: 'Add the folder once more.' }).waitFor();
  const looked = {
    inside: '.pair-scroller *',
    apart: ['.pair-line', '.class-heading > *'],
    whole: '.class-heading [role=alert], .class-count',
  };
  /** What leaves its row, and counts of more than one line. */
  const faults = () =>
    page.locator('.class-heading').evaluateAll((all) => {
      const lost = all.filter((one) => {
        const row = one.closest('.pair-line')?.getBoundingClientRect();
        const parts = [...one.children].map((part) => part.getBoundingClientRect());
        return parts.some(({ top, bottom }) => !row || top < row.top || bottom > row.bottom + 0.5);
      });
      const broken = all.filter((one) => {
        const count = [...one.children].find((part) => /^\d+ of \d+$/.test(part.textContent));
        return count === undefined || count.getBoundingClientRect().height > 24;
      });
      return [...lost, ...broken].map((one) => one.textContent);
    });
  // Back and forth: what was measured at one width is measured anew at another.
  for (const width of [1280, 390, 1280, 390]) {
    await page.setViewportSize({ width, height: 1600 });
    await expect
      .poll(async () => [width, await page.evaluate(misplaced, looked), await faults()])
      .toEqual([width, [], []]);
  }
  await page.close();
});

describe('the large view', () => {
  it('fits every window, its pictures whole and as large as they can be, by keyboard too', async () => {
    const { page, complaints } = await site.open('done');
    await page.getByText('60 of 60 images').waitFor();
    await page.getByRole('button', { name: 'brass bell, image 2', exact: true }).click();
    const large = page.getByRole('dialog', { name: 'brass bell, image 2' });
    await large.getByText('a copy of brass-bell-0012.webp').waitFor();
    const looked = {
      inside: '.dialog-large, .large-head *, .large-stage *, .guidance-report > *',
      apart: [
        'figcaption > *',
        '.large-head > *',
        '.large-stage > *',
        '.guidance-report > *',
        '.large-body > *',
      ],
      whole: '.large-head button, .large-head output, .guidance-report > p, figcaption strong',
    };
    /** Pictures that leave the window downwards or their stage, or that leave half of it empty. */
    const misfits = () =>
      page.evaluate(() => {
        const stage = document.querySelector('.large-stage')?.getBoundingClientRect();
        const frames = [...document.querySelectorAll('.large-stage .frame')].map((one) =>
          one.getBoundingClientRect(),
        );
        if (stage === undefined) return ['no stage'];
        const outside = frames.filter(
          ({ top, bottom }) => top < stage.top || bottom > Math.min(stage.bottom, innerHeight),
        );
        const wide = frames.reduce((sum, { width }) => sum + width, 0);
        const high = frames.reduce((sum, { height }) => sum + height, 0);
        // Beside or below each other: one of the two ways is filled, but for gaps and captions.
        const full = wide > stage.width - 40 || high > stage.height - 130;
        return [...outside.map(({ width }) => `outside: ${width} px`), ...(full ? [] : ['small'])];
      });
    for (const mode of ['Side by side', 'In one place']) {
      await large.getByRole('button', { name: mode }).click();
      for (const [width, height] of WINDOWS) {
        await page.setViewportSize({ width, height });
        await expect
          .poll(async () => [mode, width, await page.evaluate(misplaced, looked), await misfits()])
          .toEqual([mode, width, [], []]);
      }
    }
    // Everything of it is reached by Tab, and nothing behind it: pressed until it has come round.
    const reached: string[] = [];
    const rounds = () => reached.filter((name) => name === 'Close').length;
    while (rounds() < 2 && reached.length < 200) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate(async () => {
          // At the dialog's ends the focus comes back with the next frame, however late that is.
          await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          const one = document.activeElement;
          if (one?.closest('.dialog-large') === null) return 'behind it';
          return one?.getAttribute('aria-label') ?? one?.textContent ?? '';
        }),
      );
    }
    for (const name of ['Side by side', 'In one place', 'Zoom in', 'Next', 'Close']) {
      expect(reached).toContain(name);
    }
    expect(reached).not.toContain('behind it');
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('small windows', () => {
  it.each(['first', 'trouble', 'explore', 'done', 'compare'])(
    'need no sideways scrolling, scene %s',
    async (scene) => {
      const { page } = await site.open(scene, { width: 900, height: 844 });
      await page.waitForSelector('main');
      // The scene plays on after the page is there; its last words come last.
      if (scene === 'done' || scene === 'compare') {
        await page.getByText('Done. Export the set').waitFor();
      }
      for (const width of [900, 390, 320]) {
        await page.setViewportSize({ width, height: 844 });
        const over = () =>
          page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
        // The bar of the run is fixed: what leaves the window there scrolls nothing, and is lost.
        const lost = () =>
          page
            .getByRole('contentinfo', { name: 'Run' })
            .locator('button, progress, output, span')
            .evaluateAll(
              (all, edge) => all.filter((one) => one.getBoundingClientRect().right > edge).length,
              width,
            );
        // Charts follow their window in the next frame.
        await expect.poll(async () => [width, await over(), await lost()]).toEqual([width, 0, 0]);
      }
      await page.close();
    },
  );
});

it('leaves no word of a long class name, or of what stands beside it, outside a small window', async () => {
  const { page } = await site.open('names', { width: 320, height: 844 });
  await page.getByRole('region', { name: 'Worst class' }).waitFor();
  const lost = () =>
    page.getByRole('tabpanel').evaluate((panel) => {
      const edge = document.documentElement.clientWidth;
      // Tables scroll sideways by themselves.
      const tables = '.confusion-scroller, .results-scroller, .visually-hidden';
      return [...panel.querySelectorAll('h3, p, summary, button, select')]
        .filter((one) => one.closest(tables) === null && one.getBoundingClientRect().right > edge)
        .map((one) => one.textContent.slice(0, 40));
    });
  await page.getByText('Done. Export the set').waitFor();
  await page.getByRole('region', { name: 'Most valuable' }).waitFor();
  await expect.poll(lost).toEqual([]);
  await page.close();
});

describe.each(['first', 'trouble', 'done'])('text of the scene %s', (scene) => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await site.open(scene));
    await page.waitForSelector('main');
  });
  afterAll(() => page?.close());

  it.each(['light', 'dark'] as const)('stands out from its ground in %s', async (scheme) => {
    await page.emulateMedia({ colorScheme: scheme });
    await expect
      .poll(() => page.evaluate(() => document.body.innerText.length))
      .toBeGreaterThan(100);
    // Grounds that change slowly are read when they have changed.
    const faint = async () => {
      await page.evaluate(async () => {
        await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
      });
      return page.evaluate(faintTexts);
    };
    await expect.poll(faint).toEqual([]);
  });
});
