/** A loaded pack's networks by plain lists, which cross from a page to the test that asks it. */
import type { Condition } from '../../../../src/core/diffusion/condition';
import type { Diffuser } from '../../../../src/core/diffuser';
import type { PackDescription } from '../../../../src/core/formats/pack';

/** A condition's parts with their numbers as lists. */
export type PlainCondition = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>
>;

export interface PlainCall {
  readonly sample: readonly number[];
  readonly timesteps: readonly number[];
  readonly condition: PlainCondition;
  readonly rows: number;
}

function callOf({ sample, timesteps, condition, rows }: PlainCall) {
  return {
    sample: Float32Array.from(sample),
    timesteps: Float32Array.from(timesteps),
    condition: Object.fromEntries(
      Object.entries(condition).map(([part, { shape, data }]) => [
        part,
        { shape, data: Float32Array.from(data) },
      ]),
    ) as Condition,
    rows,
  };
}

export function packCalls(diffuser: () => Diffuser) {
  return {
    description: (): PackDescription => diffuser().pack,
    async makeConditions(prompts: readonly string[]): Promise<PlainCondition[]> {
      const made = await diffuser().makeConditions(prompts);
      return made.map((condition) =>
        Object.fromEntries(
          Object.entries(condition).map(([part, { shape, data }]) => [
            part,
            { shape, data: Array.from(data) },
          ]),
        ),
      );
    },
    predictNoise: async (call: PlainCall) =>
      Array.from(await diffuser().predictNoise(callOf(call))),
    features: async (call: PlainCall) => Array.from(await diffuser().features(callOf(call))),
    encode: async (pixels: readonly number[], count: number) =>
      Array.from(await diffuser().encode(Uint8Array.from(pixels), count)),
    posterior: async (pixels: readonly number[], count: number) =>
      Array.from(await diffuser().posterior(Uint8Array.from(pixels), count)),
    decode: async (latents: readonly number[], count: number) =>
      Array.from(await diffuser().decode(Float32Array.from(latents), count)),
  };
}
