/** The place of the models: one from the disk, and whether it knows the person's classes. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addFolder, ImageFolder, modelReady, Site } from '../support/stillroom';

const ASSETS = join(import.meta.dirname, '..', 'assets');
/** Of the first two ImageNet says what they are. */
const BREEDS = ['n02085620', 'n02088364', 'sled dogs'];

let site: Site;
const dogs = new ImageFolder();
beforeAll(async () => {
  for (const breed of BREEDS) dogs.drawClass(breed, 16);
  site = await Site.open('small');
});
afterAll(async () => {
  dogs.remove();
  await site.close();
});

it('takes a model of class labels from the disk, which asks once for the class that it does not know', async () => {
  const { page, errors, context } = await site.visit();
  await addFolder(page, dogs, 'Chihuahua', 'sled dogs');
  await modelReady(page);
  await page.getByRole('button', { name: 'Models: about this one, other ones' }).click();
  await page.getByRole('dialog', { name: 'Models' }).waitFor();
  await page.getByLabel('Add a pack folder').setInputFiles(join(ASSETS, 'narrow-dit'));
  await page.getByText('2 of 3 are classes of the model.').waitFor({ timeout: 60_000 });
  const field = page.getByLabel('sled dogs is the model’s class');
  await field.fill('okapi');
  await field.press('Enter');
  await page.getByText('“okapi” is no class of the model, or several.').waitFor();
  await field.fill('n02110185');
  await field.press('Enter');
  await page.getByText('All 3 are classes of the model.').waitFor();
  expect(errors).toEqual([]);
  await context.close();
});
