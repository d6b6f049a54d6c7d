/** What a person holds out for evaluation: the field, what the classes say of it, and a reload. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  addFolder,
  distill,
  distillUntil,
  ImageFolder,
  keptOfTabs,
  madeImages,
  modelReady,
  setValue,
  Site,
} from '../support/stillroom';

let site: Site;
let folder: ImageFolder;
beforeAll(async () => {
  site = await Site.open('small');
  folder = new ImageFolder().drawClass('owl', 60, 1).drawClass('fox', 24, 2);
});
afterAll(async () => {
  await site.close();
  folder.remove();
});

/** What a class card says of a class under a share, by the rule. */
function cardText(name: string, percent: number): string {
  const { used, heldOut } = folder.split(name, percent);
  return heldOut === 0 ? `${used} images` : `${used} images, ${heldOut} held out`;
}

it('holds out a share of each class, another one without reading again, and none', async () => {
  const { page, errors } = await site.visit();
  await addFolder(page, folder, 'owl', 'fox');
  await modelReady(page);
  const field = page.getByRole('spinbutton', { name: 'Held out' });
  const says = async (percent: number) => {
    for (const name of ['owl', 'fox']) {
      await page.getByText(cardText(name, percent), { exact: false }).first().waitFor();
    }
  };
  await expect.poll(() => field.inputValue()).toBe('10');
  await says(10);

  await page.getByLabel('Method', { exact: true }).selectOption('random-real');
  await setValue(page, 'Images per class', 2);
  await distill(page);
  await expect.poll(() => madeImages(page, 'owl').count()).toBe(2);

  await field.fill('30');
  await field.press('Enter');
  await says(30);
  // The set was made from other images: it is kept, and not shown as one of these.
  await expect.poll(() => madeImages(page, 'owl').count()).toBe(0);
  await page.getByText('It is kept').waitFor();

  await expect.poll(() => keptOfTabs(page)).toContain('"share":30');
  await page.reload();
  await modelReady(page);
  await expect.poll(() => field.inputValue()).toBe('30');
  await says(30);

  await field.fill('99');
  await field.press('Tab');
  await expect.poll(() => field.inputValue()).toBe('30');
  await field.fill('0');
  await field.press('Tab');
  await page.getByText('no set of this collection can be evaluated').waitFor();
  await says(0);
  expect(errors).toEqual([]);
});

it('asks before another share ends a run that is held, and stays as it was for a no', async () => {
  const { page, errors, context } = await site.visit();
  await addFolder(page, folder, 'owl', 'fox');
  await modelReady(page);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  // No more than the classes give: a run that makes nothing is over before it is held.
  await setValue(page, 'Images per class', 2);
  await distillUntil(page, 'fox', 'Pause');
  await button('Resume').waitFor();
  const field = page.getByRole('spinbutton', { name: 'Held out' });
  const question = page.getByRole('alertdialog', { name: 'Hold out 30 %?' });
  const ask = async () => {
    await field.fill('30');
    await field.press('Enter');
    await question.getByText('This ends the run under way. What is finished is kept.').waitFor();
  };
  await ask();
  await question.getByRole('button', { name: 'Keep' }).click();
  await question.waitFor({ state: 'detached' });
  await expect.poll(() => field.inputValue()).toBe('10');
  // What a question stood over is there for a reader again a moment after it.
  await button('Resume').waitFor();

  await ask();
  await question.getByRole('button', { name: 'Hold out 30 %' }).click();
  await expect.poll(() => field.inputValue()).toBe('30');
  await modelReady(page);
  await expect.poll(() => button('Resume').count()).toBe(0);
  expect(errors).toEqual([]);
  await context.close();
});
