/** All pictures on one page, a row a view, as a page that can be opened and as one picture. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from '../../test/support/chromium';

export interface Shot {
  readonly view: string;
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  /** Its name in the folder of the sheet. */
  readonly file: string;
}

/** Height of a picture on the sheet. */
const HIGH = 240;

function figure({ view, scheme, width, height, file }: Shot): string {
  const wide = Math.round((HIGH * width) / height);
  const caption = `${width} x ${height}, ${scheme}`;
  const alt = `${view}, ${caption}`;
  return (
    `<figure><a href="${file}"><img src="${file}" width="${wide}" height="${HIGH}" alt="${alt}"></a>` +
    `<figcaption>${caption}</figcaption></figure>`
  );
}

function sheet(shots: readonly Shot[]): string {
  const views = [...new Set(shots.map(({ view }) => view))];
  const rows = views.map((view) => {
    const own = shots.filter((shot) => shot.view === view).map(figure);
    return `<h2>${view}</h2>\n<div>${own.join('\n')}</div>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Stillroom: every view</title>
<style>
  body { margin: 24px; width: max-content; font: 14px/20px system-ui, sans-serif; background: #888; color: #000 }
  h2 { margin: 16px 0 8px; font-size: 18px }
  div { display: flex; gap: 12px }
  figure { margin: 0 }
  img { display: block }
</style>
${rows.join('\n')}
</html>
`;
}

/**
 * Writes contact-sheet.html and contact-sheet.png beside the pictures.
 * @param folder where the pictures lie
 * @returns path of the picture
 */
export async function writeContactSheet(folder: string, shots: readonly Shot[]): Promise<string> {
  const page = join(folder, 'contact-sheet.html');
  writeFileSync(page, sheet(shots));
  const browser = await launchChromium({ webgpu: false });
  try {
    const tab = await browser.newPage();
    await tab.goto(pathToFileURL(resolve(page)).href, { waitUntil: 'load' });
    const size = await tab.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      height: document.documentElement.scrollHeight,
    }));
    await tab.setViewportSize(size);
    const picture = join(folder, 'contact-sheet.png');
    await tab.screenshot({ path: picture });
    return picture;
  } finally {
    await browser.close();
  }
}
