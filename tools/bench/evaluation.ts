/** The built page while a set is evaluated on it: training is a worker's, and the page draws its curves. */
import { launchChromium } from '../../test/support/chromium';
import { serve } from '../../test/support/serve';
import { distill, modelReady } from '../../test/support/stillroom';
import { longestTask, watchLongTasks } from './long-tasks';
import type { BenchRow } from './row';

const BLOCK_BAR = 50;
const PATIENCE = { timeout: 300_000 };

/** Needs the built page: `npm run bench` builds it first. */
export async function evaluationBench(): Promise<BenchRow[]> {
  const served = await serve({ '/': 'dist' });
  const browser = await launchChromium({ webgpu: false });
  try {
    const page = await browser.newPage();
    await watchLongTasks(page);
    await page.goto(served.url);
    await page.getByRole('button', { name: 'Load sample collection' }).click();
    await modelReady(page);
    await page.getByLabel('Method', { exact: true }).selectOption('random-real');
    await distill(page);
    await page.getByRole('tab', { name: 'Evaluate' }).click();
    await page.getByText(/^\d+ trainings to make/).waitFor(PATIENCE);
    await page.getByRole('button', { name: 'Start evaluation', exact: true }).click();
    const curves = page.getByRole('region', { name: 'Curves' });
    await curves.getByText('repeat 1', { exact: false }).first().waitFor(PATIENCE);
    await longestTask(page);
    const table = page.getByRole('table', { name: /^Accuracy of \d+ sets/ });
    await table
      .getByText(/\b1 of \d/)
      .first()
      .waitFor(PATIENCE);
    const median = await longestTask(page);
    return [
      {
        name: 'page thread blocked while it trains, from the first epoch to the end of a training, longest',
        bar: `under ${BLOCK_BAR} ms`,
        unit: 'ms',
        median,
        runs: 1,
        passed: median < BLOCK_BAR,
        note: 'sample collection, quick protocol; 0 where no task took 50 ms',
      },
    ];
  } finally {
    await browser.close();
    await served.close();
  }
}
