/**
 * Drives the built page in a real Chromium as a person would, by the names that a person reads.
 * `npm test` builds the page before these tests run.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page, Route, Worker } from 'playwright-core';
import { encodePng } from '../../src/data/export/png';
import { sha256Hex } from '../../src/core/formats/sha256';
import { divide, shareSplit } from '../../src/core/held-out';
import { randomStream } from '../../src/core/random/stream';
import { BASELINE_ONLY, collectErrors, launchChromium } from './chromium';
import { serve, type Served } from './serve';
import { SHIPPED_PLACE, writeSmallModel } from './small-model';
import { SAMPLE_PLACE, writeSmallSample } from './small-sample';

/** The longest that a page may take for what is asked of it: against waits without an end, no bar. */
export const PATIENCE_MS = 240_000;

/** Where the built page lies; another build than the usual one can be tried. */
export const BUILT = process.env['STILLROOM_DIST'] ?? 'dist';

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly errors: string[];
  /** Every URL that the page asked for. */
  readonly requested: string[];
}

export interface SiteOptions {
  /** Of Chromium, beside the usual ones. */
  readonly flags?: readonly string[];
  /** Whether the small model's WebAssembly is optimised too, as the shipped one's always is. */
  readonly optimised?: boolean;
  /** Whether the sample collection is the whole one, beside the small model too. */
  readonly wholeSample?: boolean;
}

export interface VisitOptions {
  /** Requests that a test answers, or holds; the page then has no service worker. */
  readonly requests?: { readonly to: RegExp; readonly handle: (route: Route) => unknown };
}

/** shipped: the page as it is. small: a small model and a small sample collection in the places of its own. */
export type SiteModel = 'shipped' | 'small';

/** A folder that is served in the place of one of the built page. */
interface Replaced {
  readonly place: string;
  readonly path: string;
  remove(): void;
}

export class Site {
  readonly #served: Served;
  readonly #browser: Browser;
  readonly #replaced: readonly Replaced[];

  private constructor(served: Served, browser: Browser, replaced: readonly Replaced[]) {
    this.#served = served;
    this.#browser = browser;
    this.#replaced = replaced;
  }

  static async open(
    model: SiteModel,
    {
      flags = [],
      optimised = model === 'shipped',
      wholeSample = model === 'shipped',
    }: SiteOptions = {},
  ): Promise<Site> {
    if (!existsSync(join(BUILT, 'index.html'))) {
      throw new Error(`${BUILT}/ is not built. Run \`npm run build\` first, or \`npm test\`.`);
    }
    const replaced: Replaced[] = [];
    if (model === 'small') replaced.push({ place: SHIPPED_PLACE, ...writeSmallModel(BUILT) });
    if (!wholeSample) replaced.push({ place: SAMPLE_PLACE, ...writeSmallSample(BUILT) });
    const mounts = Object.fromEntries(replaced.map(({ place, path }) => [`/${place}`, path]));
    const served = await serve({ '/': BUILT, ...mounts });
    const args = [...flags, ...(optimised ? [] : [BASELINE_ONLY])];
    const browser = await launchChromium({ webgpu: false, args });
    return new Site(served, browser, replaced);
  }

  get url(): string {
    return this.#served.url;
  }

  /** The folder of the pack that the page loads first. */
  get modelFolder(): string {
    const small = this.#replaced.find(({ place }) => place === SHIPPED_PLACE);
    return small?.path ?? join(BUILT, SHIPPED_PLACE);
  }

  /** A page in a profile of its own. */
  async visit(
    size = { width: 1280, height: 720 },
    { requests }: VisitOptions = {},
  ): Promise<Visit> {
    const context = await this.#browser.newContext({
      viewport: size,
      acceptDownloads: true,
      // What it answers for is no request that a test could see.
      serviceWorkers: requests === undefined ? 'allow' : 'block',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    // The save dialog is the system's: tests take the download that other browsers offer.
    await context.addInitScript(() => {
      Reflect.deleteProperty(window, 'showSaveFilePicker');
    });
    if (requests !== undefined) await context.route(requests.to, requests.handle);
    const page = await context.newPage();
    const requested: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    const errors = collectErrors(page);
    await page.goto(this.url);
    return { page, context, errors, requested };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#served.close();
    for (const one of this.#replaced) one.remove();
  }
}

/** What the main button says at rest. */
export const MAIN_BUTTON = /^(Distill( again.*)?|Continue \(.*\))$/;

/** The main button at rest, whatever it says that it will do. */
export function mainButton(page: Page): Locator {
  return page.getByRole('button', { name: MAIN_BUTTON });
}

/** Waits until the model can be used. */
export async function modelReady(page: Page): Promise<void> {
  await mainButton(page).and(page.locator(':enabled')).waitFor({ timeout: PATIENCE_MS });
}

/** Unfolds what holds a control. */
async function unfold(control: Locator): Promise<void> {
  // Before the control is there nothing is folded about it.
  await control.waitFor({ state: 'attached' });
  const folded = control.locator('xpath=ancestor::details[not(@open)]').first();
  if ((await folded.count()) > 0) await folded.locator('summary').first().click();
}

/** Sets a slider or number field by its name. */
export async function setValue(page: Page, name: string, value: number): Promise<void> {
  const control = page.getByLabel(name, { exact: true });
  await unfold(control);
  await control.fill(String(value));
  await control.blur();
}

/** Starts a run and waits for its end. */
export async function distill(page: Page, timeout = PATIENCE_MS): Promise<void> {
  await mainButton(page).click();
  await runEnded(page, timeout);
}

export async function runEnded(page: Page, timeout = PATIENCE_MS): Promise<void> {
  await exportButton(page).and(page.locator(':enabled')).waitFor({ timeout });
  await mainButton(page).and(page.locator(':enabled')).waitFor({ timeout });
}

/** It names the run that it exports. */
export function exportButton(page: Page): Locator {
  return page.getByRole('button', { name: /^Export / });
}

/** Exports the run that is shown, and returns the bytes of the download. */
export async function exportedZip(page: Page): Promise<Uint8Array> {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: PATIENCE_MS }),
    exportButton(page).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}

/** A folder for a test's own images; removed by `remove`. */
export class ImageFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'stillroom-images-'));

  /** Writes `count` drawn PNG pictures of one class: smooth colour fields around a few hues. */
  drawClass(name: string, count: number, seed = 1): this {
    const side = 48;
    mkdirSync(join(this.path, name), { recursive: true });
    for (let image = 0; image < count; image++) {
      const random = randomStream({ seed, name, image, purpose: 'drawn-picture' });
      const base = [(image % 3) * 80, random.uniform() * 255, random.uniform() * 255];
      const pixels = new Uint8Array(side * side * 3);
      for (let i = 0; i < pixels.length; i++) {
        const place = Math.floor(i / 3);
        const wave =
          40 * Math.sin((place % side) / (3 + (image % 4)) + Math.floor(place / side) / 9);
        pixels[i] = Math.max(0, Math.min(255, (base[i % 3] ?? 0) + wave + 12 * random.normal()));
      }
      const file = join(this.path, name, `${String(image).padStart(4, '0')}.png`);
      writeFileSync(file, encodePng({ width: side, height: side, pixels }));
    }
    return this;
  }

  write(path: string, content: string | Uint8Array): this {
    const whole = join(this.path, path);
    mkdirSync(join(whole, '..'), { recursive: true });
    writeFileSync(whole, content);
    return this;
  }

  /**
   * How many of a class's pictures a share leaves and holds out, by the rule.
   * @param broken files that are no pictures
   */
  split(name: string, percent: number, broken: readonly string[] = []) {
    const files = readdirSync(join(this.path, name)).filter((file) => !broken.includes(file));
    const images = files.map((file) => ({
      sha256: sha256Hex(readFileSync(join(this.path, name, file))),
    }));
    const { used, heldOut } = divide(images, shareSplit(percent));
    return { used: used.length, heldOut: heldOut.length };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Adds class folders of the disk, and waits until their classes are listed. */
export async function addFolder(
  page: Page,
  folder: ImageFolder,
  ...names: string[]
): Promise<void> {
  await page.getByLabel('Add class folders').first().setInputFiles(folder.path);
  for (const name of names) await page.getByRole('checkbox', { name: new RegExp(name) }).waitFor();
}

/** Drops a file onto the page by its file input. */
export async function addFile(
  page: Page,
  name: string,
  content: Uint8Array | string,
): Promise<void> {
  await page
    .getByLabel(/archive/i)
    .first()
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
}

/** Pictures of a class that are made: those still to be made say so in their name. */
export function madeImages(page: Page, name: string): Locator {
  return page.getByRole('button', { name: new RegExp(`^${name}, image \\d+$`) });
}

/** Runs in the page: presses a button of the job bar in the moment in which the first image of a class is made. */
function pressedAtFirst([name, press]: readonly [string, string]): Promise<void> {
  const made = new RegExp(`^${name}, image \\d+$`);
  const isThere = () =>
    [...document.querySelectorAll('[data-picture]')].some((one) => made.test(one.ariaLabel ?? ''));
  return new Promise((resolve) => {
    // Those of another run go when this one begins.
    let begun = !isThere();
    const watching = new MutationObserver(() => {
      if (!begun) begun = !isThere();
      else if (isThere()) {
        watching.disconnect();
        for (const button of document.querySelectorAll<HTMLElement>('.run-buttons button')) {
          if (button.textContent === press) button.click();
        }
        resolve();
      }
    });
    watching.observe(document.body, {
      subtree: true,
      childList: true,
      attributeFilter: ['aria-label'],
    });
  });
}

/** Starts a run, and presses "Pause" or "Cancel" at its first image: a click from here may come after the last one. */
export async function distillUntil(page: Page, name: string, press: string): Promise<void> {
  await Promise.all([
    page.evaluate(pressedAtFirst, [name, press] as const),
    mainButton(page).click(),
  ]);
}

/** Starts a run, waits for its first image and cancels it. */
export async function distillOne(page: Page, name: string): Promise<void> {
  await distillUntil(page, name, 'Cancel');
  await modelReady(page);
}

/** What the page keeps of its tabs, as text: a reload that comes before a write takes what it was of. */
export function keptOfTabs(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('not read'));
      });
    const database = await done(indexedDB.open('stillroom'));
    const kept = await done(database.transaction('tabs').objectStore('tabs').getAll());
    database.close();
    return JSON.stringify(kept);
  });
}

/** The page's threads of this worker file. */
export function workersOf(page: Page, name: string): Worker[] {
  return page.workers().filter((worker) => worker.url().includes(`/${name}-`));
}

/** Ends a page's thread as the browser does for want of memory: no event, no last word. */
export async function endWorker(page: Page, name: string): Promise<Worker> {
  const worker =
    workersOf(page, name)[0] ??
    (await page.waitForEvent('worker', (one) => one.url().includes(`/${name}-`)));
  await worker.evaluate(() => self.close());
  return worker;
}
