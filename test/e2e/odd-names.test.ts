/**
 * Classes whose names a plain object answers for, and classes whose names some disks take for one, from the drop to
 * the export, onto such a disk, and back.
 */
import { basename } from 'node:path';
import { unzipSync } from 'fflate';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseManifestText } from '../../src/core/formats/manifest';
import { openedExport } from '../support/opened-export';
import { ODD_PROMPTS } from '../support/odd-prompts';
import { ALIKE_NAMES, ODD_NAMES, onDiskWithoutCase } from '../support/odd-names';
import {
  addFile,
  addFolder,
  distill,
  exportedZip,
  ImageFolder,
  modelReady,
  setValue,
  Site,
} from '../support/stillroom';

const PER_CLASS = 2;
const HALVES = 'a \ud83d fox \udc00';
/** One that an object has, its prototype, what promises ask for; the others are held by the unit tests. */
const FOLDERS = [
  ...ODD_NAMES.filter((name) => /^(constructor|__proto__|then)$/.test(name)),
  ...ALIKE_NAMES,
];
/** What they are called: of two that look the same, one is numbered. */
const NAMES = FOLDERS.map((name) =>
  name === name.normalize('NFC') ? name : `${name.normalize('NFC')} #2`,
);

let site: Site;
let folder: ImageFolder;
beforeAll(async () => {
  site = await Site.open('small');
  folder = new ImageFolder();
  for (const name of FOLDERS) folder.drawClass(name, 14);
});
afterAll(async () => {
  await site.close();
  folder.remove();
});

/** The box in front of a class: its name without what separates words, behind its folder where it takes that to tell. */
function box(page: Page, name: string): Locator {
  const shown = new RegExp(`^Include (.+/)?${name.replaceAll('_', '')}$`);
  return page.getByRole('checkbox', { name: shown });
}

/** A pasted text: `fill` would send halves of characters as other ones. */
async function writePrompt(page: Page, name: string, prompt: string): Promise<void> {
  await page.getByRole('button', { name: `Edit ${name}`, exact: true }).click();
  const field = page.getByLabel(`Prompt of ${name}`, { exact: true });
  const units = Array.from({ length: prompt.length }, (_, i) => prompt.charCodeAt(i));
  await field.focus();
  await field.evaluate((input: HTMLInputElement, codes) => {
    input.select();
    const pasted = codes.map((code) => String.fromCharCode(code)).join('');
    document.execCommand('insertText', false, pasted);
  }, units);
  await field.press('Enter');
}

/** What the recipe of an export says of its prompts. */
function exportedPrompts(zip: Uint8Array): Map<string, string> {
  const { recipe } = openedExport(zip).manifest;
  return new Map(recipe.classes.map(({ folder, prompt }) => [folder, prompt]));
}

/** The classes of an export's images, by their folders in the collection. */
function exportedClasses(zip: Uint8Array): string[] {
  const written = Object.entries(unzipSync(zip));
  const files = new Map(onDiskWithoutCase(written));
  expect(files.size).toBe(written.length);
  const [, text] = [...files].find(([name]) => name.endsWith('/manifest.json')) ?? [];
  const manifest = parseManifestText(new TextDecoder().decode(text));
  if (!('classes' in manifest)) throw new Error('an older manifest');
  const folderOf = new Map(manifest.classes.map(({ directory, folder }) => [directory, folder]));
  const images = [...files.keys()].filter((name) => /\/train\/.+\.png$/.test(name));
  const named = images.map((name) => folderOf.get(name.split('/').at(-2) ?? '') ?? name);
  // Names that some disks take for one are told apart by the folder that they came from.
  return named.map((name) => name.replace(`${basename(folder.path)}/`, '')).sort();
}

it('are imported, explored, distilled, compared, evaluated, exported, reloaded and restored', async () => {
  const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
  await addFolder(page, folder);
  for (const name of NAMES) await box(page, name).waitFor();
  await modelReady(page);
  // A prompt as long as one may be, that a model reads the beginning of; and one of halves of characters.
  const [, long] = ODD_PROMPTS.find(([what]) => /joined emoji/.test(what)) ?? ['', ''];
  await writePrompt(page, 'constructor', `${long}\u{1f52c}`);
  await page.getByText(/A prompt has at most 10,000 characters/).waitFor();
  await page.getByText(/^The model reads the first \d+ of its [\d,]+ tokens, up to “.+”/).waitFor();
  await writePrompt(page, 'then', HALVES);
  await page.getByRole('tab', { name: 'Explore' }).click();
  await page.getByRole('list', { name: 'Clusters' }).waitFor({ timeout: 240_000 });

  await setValue(page, 'Images per class', PER_CLASS);
  await setValue(page, 'Steps', 4);
  const method = page.getByLabel('Method', { exact: true });
  for (const id of ['plain', 'random-real']) {
    await method.selectOption(id);
    await distill(page);
  }
  const zip = await exportedZip(page);
  const prompts = exportedPrompts(zip);
  expect(prompts.get('constructor')).toBe(long);
  expect(prompts.get('then')).toBe(HALVES);
  const classes = NAMES.flatMap((name) => Array<string>(PER_CLASS).fill(name)).sort();
  expect(exportedClasses(zip)).toEqual(classes);

  await page.getByRole('tab', { name: 'Compare' }).click();
  const table = page.getByRole('table', { name: /2 runs side by side/ });
  await table.waitFor();
  await expect.poll(() => table.innerText(), { timeout: 240_000 }).not.toContain('…');
  await table
    .getByRole('columnheader', { name: `mean of ${NAMES.length}` })
    .first()
    .waitFor();

  await page.getByRole('tab', { name: 'Evaluate' }).click();
  await page.getByRole('checkbox', { name: /^Random real, IPC 2/ }).waitFor();
  await setValue(page, 'Repeats', 1);
  await page.getByRole('button', { name: 'Start evaluation', exact: true }).click();
  const evaluation = page.getByRole('region', { name: 'What to evaluate' });
  await evaluation.getByText(/epoch \d+ of \d+/).waitFor({ timeout: 240_000 });
  await evaluation.getByRole('button', { name: 'Stop', exact: true }).click();
  await page
    .getByRole('button', { name: 'Start evaluation', exact: true })
    .and(page.locator(':enabled'))
    .waitFor({ timeout: 240_000 });

  await page.reload();
  await modelReady(page);
  await page.getByRole('tab', { name: 'Distill' }).click();
  for (const name of NAMES) await box(page, name).waitFor();
  expect(exportedClasses(await exportedZip(page))).toEqual(classes);

  const other = await site.visit();
  await addFile(other.page, 'set.zip', zip);
  await other.page.getByText(`are back, with ${classes.length} images`).waitFor();
  expect([...errors, ...other.errors]).toEqual([]);
  await other.context.close();
  await context.close();
});
