/**
 * A person in a hurry: reloads and clicks at moments that a seed chooses, counted in what the page tells of
 * its work and not by a clock. What comes out is to the last byte what an undisturbed page makes.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random/stream';
import { effort } from '../support/fuzz-effort';
import { openedExport } from '../support/opened-export';
import {
  addFolder,
  distill,
  exportedZip,
  ImageFolder,
  keptOfTabs,
  MAIN_BUTTON,
  mainButton,
  modelReady,
  runEnded,
  setValue,
  Site,
} from '../support/stillroom';

/**
 * Reloads cost seconds each, so few are made here: STILLROOM_FUZZ=7 makes twenty of them, and a hundred clicks.
 * test/unit/run/hurry.test.ts makes twenty and sixty of the same order of work, without a page.
 */
const RELOADS = effort(3, 0).numRuns;
const CLICKS = effort(15, 0).numRuns;
const CLASSES = ['fox', 'owl'];
const IMAGES = 3;
const STEPS = 60;

let site: Site;
let expected: Map<string, string>;
const folder = new ImageFolder();
beforeAll(async () => {
  for (const [i, name] of CLASSES.entries()) folder.drawClass(name, 12, i + 1);
  site = await Site.open('small');
  const { page, context } = await prepared();
  await distill(page);
  expected = await madeOn(page);
  await context.close();
});
afterAll(async () => {
  await site.close();
  folder.remove();
});

async function prepared() {
  const visit = await site.visit();
  await addFolder(visit.page, folder, ...CLASSES);
  await modelReady(visit.page);
  await visit.page.getByLabel('Method', { exact: true }).selectOption('plain');
  await setValue(visit.page, 'Images per class', IMAGES);
  await setValue(visit.page, 'Steps', STEPS);
  return visit;
}

/** The exported pictures' hashes, by path. */
async function madeOn(page: Page): Promise<Map<string, string>> {
  const { manifest } = openedExport(await exportedZip(page));
  return new Map(manifest.images.map(({ file, sha256 }) => [file, sha256]));
}

/** Waits until the page's words of its work have changed so often, or there is nothing more to do. */
async function told(page: Page, times: number): Promise<void> {
  await page.locator('.job-bar').evaluate(
    (bar, count) =>
      new Promise<void>((resolve) => {
        const words = () => bar.querySelector('.run-words')?.textContent ?? '';
        let last = words();
        let left = count;
        const look = () => {
          const now = words();
          if (now !== last) left -= 1;
          last = now;
          if (left > 0 && !now.includes('Done')) return;
          watching.disconnect();
          resolve();
        };
        const watching = new MutationObserver(look);
        watching.observe(bar, { subtree: true, childList: true, characterData: true });
        look();
      }),
    times,
  );
}

/** Goes on where the run stands: it may be over before a hand is quick enough. */
async function goOn(page: Page): Promise<void> {
  await mainButton(page).and(page.locator(':enabled')).click();
}

/**
 * Presses Pause, or Cancel, once the page's words of its work have changed so often, or Resume where that stands there,
 * or the main button where the run is over; in the page, and in that moment: the run may end between a look from here
 * and a click, and its buttons with it.
 * @returns what was pressed
 */
function press(page: Page, times: number, cancels: boolean): Promise<string> {
  return page.evaluate(
    ([count, asked, main]) =>
      new Promise<string>((resolve) => {
        const words = () => document.querySelector('.run-words')?.textContent ?? '';
        const says = (button: HTMLButtonElement) => button.textContent.trim();
        const enabled = (within: string) =>
          [...document.querySelectorAll<HTMLButtonElement>(`${within} button`)].filter(
            ({ disabled }) => !disabled,
          );
        let last = words();
        let left = count;
        const look = () => {
          const now = words();
          if (now !== last) left -= 1;
          last = now;
          const atRest = enabled('.main-action').find((one) => new RegExp(main).test(says(one)));
          const ofRun = enabled('.run-buttons');
          const resume = ofRun.find((one) => says(one) === 'Resume');
          const due = left <= 0 || resume !== undefined;
          const hold = resume === undefined ? 'Pause' : 'Resume';
          const name = asked ? 'Cancel' : hold;
          const button = atRest ?? (due ? ofRun.find((one) => says(one) === name) : undefined);
          if (button === undefined) return;
          watching.disconnect();
          const pressed = says(button);
          button.click();
          resolve(pressed);
        };
        const watching = new MutationObserver(look);
        watching.observe(document.body, {
          subtree: true,
          childList: true,
          characterData: true,
          attributeFilter: ['disabled'],
        });
        look();
      }),
    [times, cancels, MAIN_BUTTON.source] as const,
  );
}

it(`makes the same after ${RELOADS} reloads in its middle`, async () => {
  const random = randomStream({ seed: 20, purpose: 'test-reloads' });
  const { page, errors, context } = await prepared();
  await expect.poll(() => keptOfTabs(page)).toContain('"label"');
  for (let reload = 0; reload < RELOADS; reload++) {
    await goOn(page);
    await told(page, 1 + random.integer(12));
    await page.reload();
    await modelReady(page);
  }
  await goOn(page);
  await runEnded(page);
  expect(await madeOn(page)).toEqual(expected);
  expect(errors).toEqual([]);
  await context.close();
});

it(`makes the same after ${CLICKS} clicks of Pause, Resume and Cancel`, async () => {
  const random = randomStream({ seed: 60, purpose: 'test-clicks' });
  const { page, errors, context } = await prepared();
  const clicked = new Set<string>();
  await goOn(page);
  for (let click = 0; click < CLICKS; click++) {
    const pressed = await press(page, random.integer(6), random.integer(4) === 0);
    clicked.add(pressed);
    if (pressed === 'Cancel') await goOn(page);
  }
  const resume = page.getByRole('button', { name: 'Resume', exact: true });
  if ((await resume.count()) > 0) await resume.click();
  await runEnded(page);
  // Where the run was over it was asked for again, and found.
  expect([...clicked]).toEqual(expect.arrayContaining(['Cancel', 'Pause', 'Resume']));
  expect(await madeOn(page)).toEqual(expected);
  expect(errors).toEqual([]);
  await context.close();
});
