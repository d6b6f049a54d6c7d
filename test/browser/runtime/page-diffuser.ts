/** A pack that is loaded in a page's thread, as a model of the test's own process. */
import type { Page } from 'playwright-core';
import type { Condition } from '../../../src/core/diffusion/condition';
import type { DenoiserCall } from '../../../src/core/diffusion/types';
import type { Diffuser } from '../../../src/core/diffuser';
import type { PlainCall, PlainCondition } from './page/pack-calls';

const listed = (condition: Condition): PlainCondition =>
  Object.fromEntries(
    Object.entries(condition).map(([part, { shape, data }]) => [
      part,
      { shape, data: Array.from(data) },
    ]),
  );

const plain = ({ sample, timesteps, condition, rows }: DenoiserCall): PlainCall => ({
  sample: Array.from(sample),
  timesteps: Array.from(timesteps),
  condition: listed(condition),
  rows,
});

/** @param page on which `open` of the runtime's checks has loaded a pack */
export async function pageDiffuser(page: Page): Promise<Diffuser> {
  const pack = await page.evaluate(() => window.checks.call('description', []));
  const floats = async (values: Promise<number[]>) => Float32Array.from(await values);
  return {
    pack,
    async makeConditions(prompts) {
      const made = await page.evaluate(
        (asked) => window.checks.call('makeConditions', [asked]),
        prompts,
      );
      return made.map((condition) =>
        Object.fromEntries(
          Object.entries(condition).map(([part, { shape, data }]) => [
            part,
            { shape, data: Float32Array.from(data) },
          ]),
        ),
      );
    },
    encode: (pixels, count) =>
      floats(
        page.evaluate(([given, rows]) => window.checks.call('encode', [given, rows]), [
          Array.from(pixels),
          count,
        ] as const),
      ),
    posterior: (pixels, count) =>
      floats(
        page.evaluate(([given, rows]) => window.checks.call('posterior', [given, rows]), [
          Array.from(pixels),
          count,
        ] as const),
      ),
    decode: async (latents, count) =>
      Uint8Array.from(
        await page.evaluate(([given, rows]) => window.checks.call('decode', [given, rows]), [
          Array.from(latents),
          count,
        ] as const),
      ),
    predictNoise: (call) =>
      floats(page.evaluate((given) => window.checks.call('predictNoise', [given]), plain(call))),
    features: (call) =>
      floats(page.evaluate((given) => window.checks.call('features', [given]), plain(call))),
  };
}
