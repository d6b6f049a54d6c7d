/** Every network of the tiny pack on the same seeded input, wherever it runs. */
import { stackConditions } from '../../../src/core/diffusion/condition';
import { randomStream } from '../../../src/core/random/stream';
import type { Diffuser } from '../../../src/core/diffuser';

export interface SeededOutputs {
  readonly text: Float32Array;
  readonly noise: Float32Array;
  readonly features: Float32Array;
  readonly latents: Float32Array;
  readonly pixels: Uint8Array;
}

const ROWS = 2;

export async function seededOutputs(diffuser: Diffuser): Promise<SeededOutputs> {
  const { latent, resolution } = diffuser.pack;
  const size = latent.channels * latent.height * latent.width;
  const stream = randomStream({ seed: 9, purpose: 'seeded-outputs' });
  const sample = stream.fillNormal(new Float32Array(ROWS * size));
  const images = Uint8Array.from({ length: ROWS * resolution * resolution * 3 }, () =>
    stream.integer(256),
  );
  const condition = stackConditions(await diffuser.makeConditions(['a photo of a disc', '']));
  const timesteps = Float32Array.of(801, 33);
  const call = { sample, timesteps, condition, rows: ROWS };
  return {
    text: condition.hidden?.data ?? new Float32Array(),
    noise: await diffuser.predictNoise(call),
    features: await diffuser.features(call),
    latents: await diffuser.encode(images, ROWS),
    pixels: await diffuser.decode(sample, ROWS),
  };
}
