/**
 * Runs one after another in one page, as a person makes them who leaves it open all day: a small collection, a small
 * model, few steps, every run of another seed, several methods in turn. After each the page's levels are read.
 */
import type { Page } from 'playwright-core';
import {
  addFolder,
  distill,
  ImageFolder,
  modelReady,
  setValue,
  type Site,
} from '../../test/support/stillroom';
import { LevelMeter, type Levels } from './levels';

/** Analysis and guidance; the network alone; none of both. */
const METHODS = ['coda', 'plain', 'random-real'];
const CLASSES = ['owl', 'fox'];
/** Of each class: enough for cores. */
const PICTURES = 14;

/** Runs before levels count: code is compiled, threads and caches are there. Every method at least twice. */
export const WARM_UP = 2 * METHODS.length;

async function makeRun(page: Page, run: number): Promise<void> {
  const method = METHODS[run % METHODS.length] ?? '';
  await page.getByLabel('Method', { exact: true }).selectOption(method);
  await setValue(page, 'Seed', 1 + Math.floor(run / METHODS.length));
  await distill(page);
}

/**
 * @param runs how many
 * @param heard told after each run, from 0
 * @returns levels after each run
 */
export async function soak(
  site: Site,
  runs: number,
  heard: (run: number, levels: Levels) => void = () => undefined,
): Promise<Levels[]> {
  const folder = new ImageFolder();
  for (const name of CLASSES) folder.drawClass(name, PICTURES);
  const { page, context } = await site.visit();
  try {
    const meter = await LevelMeter.of(page);
    await addFolder(page, folder, ...CLASSES);
    await modelReady(page);
    await setValue(page, 'Images per class', 2);
    await setValue(page, 'Steps', 4);
    const levels: Levels[] = [];
    for (let run = 0; run < runs; run++) {
      await makeRun(page, run);
      const now = await meter.read();
      levels.push(now);
      heard(run, now);
    }
    return levels;
  } finally {
    await context.close();
    folder.remove();
  }
}
