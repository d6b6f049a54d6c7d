import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoSite, type DemoSite } from './demoPage';

let site: DemoSite;

beforeAll(async () => {
  site = await startDemoSite();
});

afterAll(() => site?.close());

describe('the first screen', () => {
  it('says what this is and offers the ways in, and nothing else', async () => {
    const { page, complaints } = await site.open('first');
    await page.getByText('nothing leaves this machine').waitFor();
    const inputs = await page
      .getByRole('button')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent));
    expect(inputs).toEqual([
      'Drop class folders here, or click to choose one',
      'Add class folders',
      'Add an archive',
      'Load sample collection',
    ]);
    expect(await page.getByLabel('Add class folders').getAttribute('webkitdirectory')).toBe('');
    const steps = await page.getByRole('main').getByRole('listitem').allInnerTexts();
    expect(steps.map((text) => text.split(' ')[0])).toEqual(['Add', 'Distill', 'Compare']);
    expect(await page.getByRole('slider').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows the sample collection before and after, class beside class', async () => {
    const { page } = await site.open('first', { width: 1440, height: 900 });
    const [before, after] = [/^All 1,440 images/, /^The 24 images/].map((name) =>
      page.getByRole('img', { name }),
    );
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
      for (const image of [before, after]) {
        await expect
          .poll(() => image?.evaluate((node: HTMLImageElement) => node.naturalWidth))
          .toBeGreaterThan(0);
      }
      expect(await before?.evaluate((node: HTMLImageElement) => node.naturalWidth)).toBe(640);
      const left = await before?.boundingBox();
      const right = await after?.boundingBox();
      expect(right?.x).toBeGreaterThan((left?.x ?? Infinity) + (left?.width ?? 0));
      // Equally high: each class's rows lie beside its own images.
      expect(Math.abs((left?.height ?? 0) - (right?.height ?? Infinity))).toBeLessThan(2);
      expect(Math.abs((left?.y ?? 0) - (right?.y ?? Infinity))).toBeLessThan(2);
    }
    await page.close();
  });

  it('shows where to drop while files hang over the window', async () => {
    const { page } = await site.open('first');
    await page.getByRole('button', { name: 'Load sample collection' }).waitFor();
    const transfer = await page.evaluateHandle(() => {
      const carried = new DataTransfer();
      carried.items.add(new File(['x'], 'cats.zip'));
      return carried;
    });
    const overlay = page.getByText('Drop class folders, an archive of them');
    const enter = async () => {
      await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
      return overlay.isVisible();
    };
    // As a drag does, at every element that it comes over; the page listens soon after it is drawn.
    await expect.poll(enter).toBe(true);
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    await page.getByRole('status').getByText('Dropped 1 files.').waitFor();
    await page.close();
  });
});

describe('the controls', () => {
  it('carry their names, each exactly once, under the shipped policy', async () => {
    const { page, complaints } = await site.open('explore');
    await page.getByRole('figure', { name: /^Core map of / }).waitFor();
    const labelled = [
      'Model',
      'Method',
      'Images per class',
      'Seed',
      'Steps',
      'CFG scale',
      'Alignment',
      'Guided share',
    ];
    // The groups of settings come one after another.
    for (const name of labelled) await page.getByLabel(name).first().waitFor({ state: 'attached' });
    for (const name of labelled)
      expect([name, await page.getByLabel(name).count()]).toEqual([name, 1]);
    for (const name of ['Distill', 'Pause', 'Cancel', 'Export zip']) {
      expect([name, await page.getByRole('button', { name }).count()]).toEqual([name, 1]);
    }
    for (const role of ['banner', 'main', 'contentinfo'] as const) {
      expect([role, await page.getByRole(role).count()]).toEqual([role, 1]);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('take a value by slider and by number, go back by reset and by Ctrl+Z', async () => {
    const { page } = await site.open('explore');
    await page.getByText('Sampling', { exact: true }).click();
    const slider = page.getByRole('slider', { name: 'Steps' });
    const field = page.getByRole('textbox', { name: 'Steps value' });
    await slider.fill('40');
    expect(await field.inputValue()).toBe('40');
    await page.locator('body').press('Control+z');
    expect(await field.inputValue()).toBe('25');
    await field.fill('12');
    await field.press('Enter');
    expect(await slider.inputValue()).toBe('12');
    await page.getByRole('button', { name: 'Reset Steps' }).click();
    expect(await slider.inputValue()).toBe('25');
    await page.close();
  });
});

describe('the inspector', () => {
  it('shows the few that matter, says what each does when asked by key, and folds the rest', async () => {
    const { page } = await site.open('distil');
    const slider = (name: string) => page.getByRole('slider', { name, exact: true });
    for (const name of ['Images per class', 'Alignment', 'Guided share']) {
      await slider(name).waitFor();
    }
    for (const name of ['Steps', 'CFG scale', 'Neighbours', 'Min samples']) {
      expect([name, await slider(name).count()]).toEqual([name, 0]);
    }
    const words = page.getByText('how hard each image is pulled to its core');
    expect(await words.isVisible()).toBe(false);
    const name = page.getByRole('button', {
      name: /^Alignment\s*what it does$/,
    });
    await name.focus();
    await page.keyboard.press('Enter');
    await words.waitFor();
    expect(await name.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Enter');
    await words.waitFor({ state: 'hidden' });
    await page.close();
  });

  it('marks what differs from the preset, counts it where it is folded, and resets all at once', async () => {
    const { page } = await site.open('distil');
    const alignment = page.getByRole('slider', {
      name: 'Alignment',
      exact: true,
    });
    const usual = await alignment.inputValue();
    await alignment.fill('0.3');
    await page.getByText('Core discovery', { exact: true }).click();
    await page.getByRole('slider', { name: 'Min samples', exact: true }).fill('7');
    await page.getByText('2 values differ from').waitFor();
    await page.getByText('1 changed').waitFor();
    await page.getByRole('button', { name: 'Reset all', exact: true }).click();
    expect(await alignment.inputValue()).toBe(usual);
    await page.getByText('1 changed').waitFor({ state: 'detached' });
    await page.locator('body').press('Control+z');
    expect(await alignment.inputValue()).toBe('0.3');
    await page.close();
  });
});

describe('a run', () => {
  it('shows each step, pauses, goes on, and keeps what is finished when cancelled', async () => {
    const { page } = await site.open('explore');
    const distill = page.getByRole('button', { name: 'Distill' });
    await distill.click();
    await page.getByText(/^\d+ \/ 25$/).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).click();
    const bar = page.getByRole('progressbar', { name: 'Images done' });
    await expect
      .poll(async () => Number(await bar.getAttribute('aria-valuenow')))
      .toBeGreaterThan(0);
    expect(await bar.getAttribute('aria-valuemax')).toBe('60');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => distill.isEnabled()).toBe(true);
    expect(await page.getByRole('button', { name: /^Export CoDA, / }).isEnabled()).toBe(true);
    await page.close();
  });

  it('can be walked through by keys alone', async () => {
    const { page } = await site.open('done');
    await page.getByText('60 of 60 images').waitFor();
    const first = page.getByRole('button', {
      name: 'brass bell, image 1',
      exact: true,
    });
    await first.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('brass bell, image 2');
    await page.keyboard.press('Space');
    await page.getByText('showing its core').waitFor();
    await page.keyboard.press('Enter');
    const large = page.getByRole('dialog', { name: 'brass bell, image 2' });
    await large.waitFor();
    await large.getByRole('heading', { name: 'Guidance report' }).waitFor();
    await large.getByText('a copy of brass-bell-0012.webp').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('dialog', { name: 'brass bell, image 1' }).waitFor();
    await page.keyboard.press('Space');
    await page.getByText('Real core, in its place').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.close();
  });

  it('asks before results are thrown away', async () => {
    const { page } = await site.open('done');
    await page.getByText('60 of 60 images').waitFor();
    await page.getByRole('button', { name: 'Clear collection' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Keep' }).click();
    // Its own button is called like the one behind it.
    await question.waitFor({ state: 'detached' });
    expect(await page.getByRole('tab', { name: 'Distill' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Clear collection' }).click();
    await question.getByRole('button', { name: 'Clear collection' }).click();
    await page.getByRole('button', { name: 'Load sample collection' }).waitFor();
    await page.close();
  });
});

describe('the comparison', () => {
  it('flags a number that does not mean what it seems to, says why, and calls it best nowhere', async () => {
    const { page } = await site.open('compare');
    const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) });
    const precision = row('Precision').getByRole('cell');
    await precision.nth(2).waitFor();
    for (const at of [2, 3]) {
      await expect
        .poll(() => precision.nth(at).textContent())
        .toBe('1.000 ⚑ These are images of the class.');
    }
    // The row above has no flag, and so a winner for the class and one for the mean.
    await expect
      .poll(() => row('Density').getByRole('cell').filter({ hasText: 'best' }).count())
      .toBe(2);
    expect(await precision.filter({ hasText: 'best' }).count()).toBe(0);
    await page.close();
  });
});

describe('going from Evaluate', () => {
  it('brings an image of the last class, and then a class, into the view of Distill', async () => {
    const { page, complaints } = await site.open('evaluate');
    const last = await page
      .getByLabel(/^Include (?!all classes)/)
      .last()
      .getAttribute('aria-label');
    const name = last?.replace('Include ', '') ?? '';
    const worst = page.getByRole('region', { name: 'Worst class' }).getByRole('button').first();
    const inView = (folder: RegExp) =>
      page.locator('.tile button').evaluateAll(
        (tiles, [source]) =>
          tiles
            .filter((tile) => new RegExp(source ?? '').test(tile.getAttribute('aria-label') ?? ''))
            .filter((tile) => {
              const { top, bottom } = tile.getBoundingClientRect();
              const around = tile.closest('.pair-scroller')?.getBoundingClientRect();
              return around !== undefined && top >= around.top && bottom <= around.bottom + 1;
            }).length,
        [folder.source],
      );
    const image = page.getByRole('button', { name: new RegExp(`^Go to ${name}, image \\d+: `) });
    const going = await image.first().getAttribute('aria-label');
    await image.first().click();
    const tile = new RegExp(`^${going?.slice(6, going.indexOf(':'))}$`);
    await expect.poll(() => inView(tile)).toBe(1);
    // What stands above the tiles may come later, and takes of their room.
    await page.evaluate(() => {
      const above = document.createElement('div');
      above.style.height = '200px';
      document.querySelector('.pair-scroller')?.before(above);
    });
    await expect.poll(() => inView(tile)).toBe(1);
    await page.getByRole('tab', { name: 'Evaluate' }).click();
    const named = await worst.innerText();
    expect(named).not.toBe(name);
    await worst.click();
    await expect.poll(() => inView(new RegExp(`^${named}, image 1$`))).toBe(1);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('a model of the papers’', () => {
  it('is previewed in few steps, exported at a smaller side, run on a part of ImageNet', async () => {
    const { page, complaints } = await site.open('papers');
    const preview = page.getByRole('region', { name: 'Live preview' });
    await preview.getByText('Made with 4 of 25 steps, since all of them take about').waitFor();
    await preview.getByRole('button', { name: 'All 25 steps' }).waitFor();
    const side = page.getByLabel('Image side of the export');
    await expect
      .poll(() => side.locator('option').allTextContents())
      .toEqual(['512 px, as made', ...[256, 224, 128, 64, 32].map((one) => `${one} px`)]);
    await side.selectOption('256');
    expect(await side.inputValue()).toBe('256');
    const classes = page.getByLabel('Part of ImageNet');
    const bell = page.getByLabel('Include brass bell');
    await classes.selectOption('imagewoof');
    expect([await classes.inputValue(), await bell.isChecked()]).toEqual(['imagewoof', false]);
    await bell.check();
    expect(await classes.inputValue()).toBe('own');
    await classes.selectOption('all');
    expect([await classes.inputValue(), await bell.isChecked()]).toEqual(['all', true]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe('text that comes from folders', () => {
  it('stays text', async () => {
    const { page, complaints } = await site.open('trouble', { height: 1600 });
    await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
