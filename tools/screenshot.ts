/**
 * `npm run screenshot`: the README's picture, from the built page in a real Chromium: the sample
 * collection, four images a class, with the model that ships.
 */
import { mkdirSync } from 'node:fs';
import { distill, modelReady, setValue, Site } from '../test/support/stillroom';

const PICTURE = 'docs/distil.png';

const site = await Site.open('shipped');
try {
  const { page } = await site.visit({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Load sample collection' }).click();
  await modelReady(page);
  await setValue(page, 'Images per class', 4);
  await distill(page, 600_000);
  await page.locator('[data-picture] img').nth(7).waitFor();
  mkdirSync('docs', { recursive: true });
  await page.screenshot({ path: PICTURE });
  console.log(`${PICTURE} is written.`);
} finally {
  await site.close();
}
