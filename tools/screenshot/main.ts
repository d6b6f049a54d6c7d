/**
 * Pictures of the built page, in a real Chromium, on the sample collection: each view at every size, light
 * and dark, all on one contact sheet; and the README's picture.
 *
 *   npm run screenshot                     # with the model that ships: its run takes some minutes
 *   npm run screenshot -- --model small    # with a small stand-in: quick, and makes no picture for the README
 *
 * Writes test-output/screenshots: a PNG a picture, contact-sheet.html and contact-sheet.png.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Site, type SiteModel } from '../../test/support/stillroom';
import { writeContactSheet, type Shot } from './contact-sheet';
import { VIEWS } from './views';

const README_PICTURE = { view: 'Distill', width: 1440, scheme: 'light', path: 'docs/distil.png' };
const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
  { width: 2560, height: 1440 },
] as const;
const SCHEMES = ['light', 'dark'] as const;

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'shipped' },
    out: { type: 'string', default: 'test-output/screenshots' },
  },
});
const { model, out } = values;
if (model !== 'shipped' && model !== 'small') {
  throw new Error(`--model ${model}: there is "shipped" and "small".`);
}

/** Takes every view at every size; @returns the pictures in the order of the sheet. */
async function takeAll(site: Site, kind: SiteModel): Promise<Shot[]> {
  const { page, errors } = await site.visit(SIZES[2]);
  const shots: Shot[] = [];
  for (const { name, open } of VIEWS) {
    await page.setViewportSize(SIZES[2]);
    await open(page);
    for (const scheme of SCHEMES) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const size of SIZES) {
        await page.setViewportSize(size);
        // Charts, tiles and pictures follow their window in later frames.
        await page.waitForTimeout(600);
        const file = `${name.toLowerCase().replaceAll(' ', '-')}-${size.width}-${scheme}.png`;
        await page.screenshot({ path: join(out, file) });
        shots.push({ view: name, scheme, ...size, file });
        const isReadmes =
          name === README_PICTURE.view &&
          size.width === README_PICTURE.width &&
          scheme === README_PICTURE.scheme;
        if (kind === 'shipped' && isReadmes) await page.screenshot({ path: README_PICTURE.path });
      }
    }
    console.log(`${name}: ${SIZES.length * SCHEMES.length} pictures`);
  }
  if (errors.length > 0) throw new Error(`The page complained: ${errors.join(' ')}`);
  return shots;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const site = await Site.open(model);
try {
  const shots = await takeAll(site, model);
  console.log(`${await writeContactSheet(out, shots)}: ${shots.length} pictures`);
} finally {
  await site.close();
}
