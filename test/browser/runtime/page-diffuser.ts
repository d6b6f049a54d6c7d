/** A pack that is loaded in a page's thread, as a model of the test's own process. */
import type { Page } from 'playwright-core';
import type { Diffuser } from '../../../src/core/diffuser';

/** @param page on which `open` of the runtime's checks has loaded a pack */
export async function pageDiffuser(page: Page): Promise<Diffuser> {
  return {
    pack: await page.evaluate(() => window.checks.call('description', [])),
    makeConditions: (prompts) =>
      page.evaluate((asked) => window.checks.call('makeConditions', [asked]), prompts),
    encode: (...given) => page.evaluate((args) => window.checks.call('encode', args), given),
    posterior: (...given) => page.evaluate((args) => window.checks.call('posterior', args), given),
    decode: (...given) => page.evaluate((args) => window.checks.call('decode', args), given),
    predictNoise: (call) =>
      page.evaluate((given) => window.checks.call('predictNoise', [given]), call),
    features: (call) => page.evaluate((given) => window.checks.call('features', [given]), call),
  };
}
