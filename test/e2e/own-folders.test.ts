/** Folders that a person brings: good ones, broken ones, hostile names, too few images. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  addFolder,
  distill,
  exportButton,
  exportedZip,
  ImageFolder,
  madeImages,
  modelReady,
  setValue,
  Site,
} from '../support/stillroom';

let site: Site;
const folders: ImageFolder[] = [];

function newFolder(): ImageFolder {
  const folder = new ImageFolder();
  folders.push(folder);
  return folder;
}

beforeAll(async () => {
  site = await Site.open('small');
});
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
afterAll(async () => {
  await site.close();
});

it('distills dropped class folders and lists what it skipped, with reasons', async () => {
  const folder = newFolder().drawClass('church', 30).drawClass('golf ball', 30);
  folder
    .write('church/notes.png', 'this is a text file')
    .write('church/empty.jpg', '')
    .write('church/readme.txt', 'hello')
    .write('church/truncated.jpg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16));
  const { page, errors, context } = await site.visit();
  await page.getByLabel('Add class folders').first().setInputFiles(folder.path);
  await modelReady(page);
  await setValue(page, 'Images per class', 2);
  await setValue(page, 'Steps', 4);
  await distill(page);
  const skipped = page.getByText(/4 .*skipped/i).first();
  await skipped.click();
  for (const name of ['notes.png', 'empty.jpg', 'readme.txt', 'truncated.jpg']) {
    await page.getByText(name).first().waitFor();
  }
  const names = Object.keys(unzipSync(await exportedZip(page)));
  expect(names.filter((name) => name.includes('/train/'))).toHaveLength(4);
  expect(names.some((name) => name.endsWith('train/golf ball/0001.png'))).toBe(true);
  expect(errors).toEqual([]);
  await context.close();
});

it('keeps hostile class names as text and makes their folders safe', async () => {
  const names = ['<img src=x onerror=alert(1)>', '🦔 & "friends"', 'dots...'];
  const folder = newFolder();
  for (const name of names) folder.drawClass(name, 12);
  const { page, errors, context } = await site.visit();
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  await page.getByLabel('Add class folders').first().setInputFiles(folder.path);
  await modelReady(page);
  await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
  await page.getByLabel('Method', { exact: true }).selectOption({ label: 'Random real' });
  await setValue(page, 'Images per class', 1);
  await distill(page);
  const directories = Object.keys(unzipSync(await exportedZip(page)))
    .filter((name) => name.includes('/train/'))
    .map((name) => name.split('/')[2] ?? '');
  expect(directories).toHaveLength(3);
  for (const directory of directories) {
    expect(directory).not.toMatch(/[<>:"|?*\\]|^\.|[. ]$/);
  }
  expect(directories.some((directory) => directory.includes('🦔'))).toBe(true);
  expect(dialogs).toBe(0);
  expect(errors).toEqual([]);
  await context.close();
});

it('makes too few images an error of that class alone', async () => {
  const folder = newFolder().drawClass('church', 20).drawClass('parachute', 2);
  const { page, context } = await site.visit();
  await page.getByLabel('Add class folders').first().setInputFiles(folder.path);
  await modelReady(page);
  await page.getByLabel('Method', { exact: true }).selectOption({ label: 'Random real' });
  await setValue(page, 'Images per class', 3);
  await page
    .getByText(/This class has 2 images/)
    .first()
    .waitFor();
  await distill(page);
  const names = Object.keys(unzipSync(await exportedZip(page)));
  expect(names.filter((name) => name.includes('/train/church/'))).toHaveLength(3);
  expect(names.filter((name) => name.includes('/train/parachute/'))).toHaveLength(0);
  await context.close();
});

it('adds class folders to those that are there, tells namesakes apart, and has all after a reload', async () => {
  const first = newFolder().drawClass('church', 12);
  const second = newFolder().drawClass('church', 12, 2).drawClass('parachute', 12, 3);
  const { page, errors, context } = await site.visit();
  await addFolder(page, first, 'church');
  await modelReady(page);
  await page.getByLabel('Method', { exact: true }).selectOption({ label: 'Random real' });
  await setValue(page, 'Images per class', 1);
  await distill(page);

  await addFolder(page, second, 'parachute');
  await page.getByText('2 classes added; the collection has 3 classes.').waitFor();
  // Two folders are called church: each says where it lies, as in one drop.
  const classes = () =>
    page
      .getByRole('list', { name: 'Classes' })
      .getByRole('checkbox')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  const [here, there] = [first, second].map(({ path }) => path.split('/').at(-1));
  const names = new Set([
    `Include church (${here})`,
    `Include church (${there})`,
    'Include parachute',
  ]);
  await expect.poll(async () => new Set(await classes())).toEqual(names);
  // Of what was made nothing is lost: the run stands in the list of what is made, and is shown.
  await madeImages(page, 'church').first().waitFor();

  // What is here already is read again, and not doubled.
  await addFolder(page, second, 'parachute');
  await page.getByText(/was here already and is read again/).waitFor();
  await expect.poll(async () => new Set(await classes())).toEqual(names);
  await page.reload();
  await modelReady(page);
  await expect.poll(async () => new Set(await classes())).toEqual(names);
  expect(errors).toEqual([]);
  await context.close();
});

it('asks before it puts others in the place of a folder that may not be read yet, of which images were made', async () => {
  const kept = newFolder().drawClass('fox', 12);
  const other = newFolder().drawClass('owl', 12, 2);
  const files = readdirSync(join(kept.path, 'fox')).map((name) => ({
    name,
    bytes: [...readFileSync(join(kept.path, 'fox', name))],
  }));
  const { page, errors, context } = await site.visit();
  // The browser's own folders stand for those of the disk: what a person picks is a handle in both.
  const pick = () =>
    Object.assign(window, {
      showDirectoryPicker: async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle('pets', { create: true }),
    });
  await page.evaluate(pick);
  await page.evaluate(async (all) => {
    const pets = await (
      await navigator.storage.getDirectory()
    ).getDirectoryHandle('pets', { create: true });
    const fox = await pets.getDirectoryHandle('fox', { create: true });
    for (const { name, bytes } of all) {
      const writer = await (await fox.getFileHandle(name, { create: true })).createWritable();
      await writer.write(Uint8Array.from(bytes));
      await writer.close();
    }
  }, files);
  await page
    .getByRole('button', { name: 'Drop class folders here, or click to choose one' })
    .click();
  await page.getByRole('checkbox', { name: /fox/ }).waitFor();
  await modelReady(page);
  await page.getByLabel('Method', { exact: true }).selectOption({ label: 'Random real' });
  await setValue(page, 'Images per class', 2);
  await distill(page);

  // After a reload the browser wants to be asked before the folder is read again.
  await context.addInitScript(() => {
    Object.assign(FileSystemHandle.prototype, { queryPermission: () => Promise.resolve('prompt') });
  });
  await page.reload();
  await page.getByRole('button', { name: 'Allow access' }).waitFor();
  await exportButton(page).and(page.locator(':enabled')).waitFor();
  const add = () => page.getByLabel('Add class folders').first().setInputFiles(other.path);
  const question = page.getByRole('alertdialog', { name: 'Replace “pets”?' });
  await add();
  await question.getByText('2 images that were made of it').waitFor();
  await question.getByRole('button', { name: 'Keep' }).click();
  await page.getByRole('button', { name: 'Allow access' }).waitFor();
  expect(await page.getByRole('checkbox', { name: /owl/ }).count()).toBe(0);
  await add();
  await question.getByRole('button', { name: 'Replace it' }).click();
  await page.getByRole('checkbox', { name: /owl/ }).waitFor();
  await page.getByText('It is kept.').waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

it('says what to do about images without a folder', async () => {
  const folder = newFolder().drawClass('x', 1);
  const { page, context } = await site.visit();
  await page
    .getByLabel(/archive/i)
    .first()
    .setInputFiles(`${folder.path}/x/0000.png`);
  await page.getByText(/put them into a folder named after the class/).waitFor();
  await page.getByRole('button', { name: 'Load sample collection' }).waitFor();
  await context.close();
});
