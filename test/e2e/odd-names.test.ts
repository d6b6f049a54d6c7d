/** Classes whose names a plain object answers for, from the drop to the export and back. */
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseManifestText } from '../../src/core/formats/manifest';
import { ODD_NAMES } from '../support/odd-names';
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

let site: Site;
let folder: ImageFolder;
beforeAll(async () => {
  site = await Site.open('small');
  folder = new ImageFolder();
  for (const name of ODD_NAMES) folder.drawClass(name, 14);
});
afterAll(async () => {
  await site.close();
  folder.remove();
});

/** How a class is called on the page: without what separates words. */
const shown = (name: string): string => name.replaceAll('_', '');

/** The classes of an export's images, by their folders in the collection. */
function exportedClasses(zip: Uint8Array): string[] {
  const files = new Map(Object.entries(unzipSync(zip)));
  const [, text] = [...files].find(([name]) => name.endsWith('/manifest.json')) ?? [];
  const manifest = parseManifestText(new TextDecoder().decode(text));
  if (!('classes' in manifest)) throw new Error('an older manifest');
  const folderOf = new Map(manifest.classes.map(({ directory, folder }) => [directory, folder]));
  const images = [...files.keys()].filter((name) => /\/train\/.+\.png$/.test(name));
  return images.map((name) => folderOf.get(name.split('/').at(-2) ?? '') ?? name).sort();
}

it('are imported, explored, distilled, compared, evaluated, exported, reloaded and restored', async () => {
  const { page, errors, context } = await site.visit({ width: 1440, height: 900 });
  await addFolder(page, folder, ...ODD_NAMES.map(shown));
  await modelReady(page);
  await page.getByRole('tab', { name: 'Explore' }).click();
  await page.getByRole('list', { name: 'Clusters' }).waitFor({ timeout: 120_000 });

  await setValue(page, 'Images per class', PER_CLASS);
  await setValue(page, 'Steps', 4);
  const method = page.getByLabel('Method', { exact: true });
  for (const id of ['plain', 'random-real']) {
    await method.selectOption(id);
    await distill(page);
  }
  const zip = await exportedZip(page);
  const classes = ODD_NAMES.flatMap((name) => Array<string>(PER_CLASS).fill(name)).sort();
  expect(exportedClasses(zip)).toEqual(classes);

  await page.getByRole('tab', { name: 'Compare' }).click();
  const table = page.getByRole('table', { name: /2 runs side by side/ });
  await table.waitFor();
  await expect.poll(() => table.innerText(), { timeout: 120_000 }).not.toContain('…');
  await table
    .getByRole('columnheader', { name: `mean of ${ODD_NAMES.length}` })
    .first()
    .waitFor();

  await page.getByRole('tab', { name: 'Evaluate' }).click();
  await page.getByRole('checkbox', { name: /^Random real, IPC 2/ }).waitFor();
  await setValue(page, 'Repeats', 1);
  await page.getByRole('button', { name: 'Start evaluation', exact: true }).click();
  await page.getByText(/^Done/).first().waitFor({ timeout: 240_000 });

  await page.reload();
  await modelReady(page);
  await page.getByRole('tab', { name: 'Distill' }).click();
  for (const name of ODD_NAMES) {
    await page.getByRole('checkbox', { name: new RegExp(shown(name)) }).waitFor();
  }
  expect(exportedClasses(await exportedZip(page))).toEqual(classes);

  const other = await site.visit();
  await addFile(other.page, 'set.zip', zip);
  await other.page.getByText(`are back, with ${classes.length} images`).waitFor();
  expect([...errors, ...other.errors]).toEqual([]);
  await other.context.close();
  await context.close();
});
