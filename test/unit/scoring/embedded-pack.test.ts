/** The score on the model that ships: the right prompt against another class's. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permutedClasses } from '../../../src/core/scoring/controls';
import { DEFAULT_RANGE } from '../../../src/core/scoring/draws';
import { accumulated } from '../../../src/core/scoring/image-score';
import { scoringFrame } from '../../../src/core/scoring/tiling';
import { renderSample } from '../../../tools/sample/render';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { filesSource } from '../../../src/runtime/pack-source';
import { scoreImages } from '../../../src/run/model/scoring/score-images';

const FOLDER = 'public/packs/stillroom-64';
const CLASSES = ['cactus', 'teapot'];
/** Ordinary images of their classes, as the collection's truth has them. */
const IMAGES = [0, 1, 2, 3];
const DRAWS = 2;
/** Student’s t of 7 degrees of freedom at 99.9 % on one side. */
const CERTAIN = 4.785;

let runtime: ModelRuntime;
beforeAll(async () => {
  const files = new Map(
    readdirSync(FOLDER).map((name) => [name, new Blob([readFileSync(join(FOLDER, name))])]),
  );
  const kernels = (name: string) =>
    Promise.resolve(new Uint8Array(readFileSync(`public/kernels/${name}.onnx`)));
  const place = { loader: nodeOrt(1), kernels };
  runtime = await ModelRuntime.load(filesSource('embedded', files), place, { backend: 'wasm' });
}, 120_000);
afterAll(async () => {
  await runtime.dispose();
});

/** Typicality of the images of a class under the prompt of another: the mean of each image's pixels. */
async function scores(pictured: string, prompted: string): Promise<number[]> {
  const { diffuser } = runtime;
  const { resolution, latent } = diffuser.pack;
  const pixels = IMAGES.map((image) => renderSample(pictured, image, resolution));
  const all = new Uint8Array(pixels.reduce((sum, one) => sum + one.length, 0));
  pixels.forEach((one, i) => all.set(one, i * one.length));
  const latents = await diffuser.encode(all, IMAGES.length);
  const size = latents.length / IMAGES.length;
  const prompts = [`a photo of a ${prompted}`, ''];
  const [label = {}, nullPrompt = {}] = await diffuser.makeConditions(prompts);
  const frame = scoringFrame(resolution, resolution, resolution, 8);
  const subjects = IMAGES.map((image, i) => ({
    id: `${pictured}-${image}`,
    frame,
    latents: latents.subarray(i * size, (i + 1) * size),
  }));
  const settings = {
    label,
    nullPrompt,
    seed: 0,
    draws: DRAWS,
    range: DEFAULT_RANGE,
  };
  const means: number[] = [];
  for await (const { scored, finished } of scoreImages(diffuser, subjects, settings, { rows: 4 })) {
    if (!finished) continue;
    const { values } = accumulated(scored, latent.channels).map();
    means.push(values.reduce((a, b) => a + b, 0) / values.length);
  }
  return means;
}

/** How many standard errors a mean is from 0. */
function certainty(values: readonly number[]): number {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return mean / Math.sqrt(squares / (n - 1) / n);
}

describe('typicality on the embedded pack', () => {
  it('collapses under the prompt of another class', { timeout: 240_000 }, async () => {
    const other = permutedClasses(CLASSES.length, 0);
    const own: number[] = [];
    const permuted: number[] = [];
    for (const [i, name] of CLASSES.entries()) {
      own.push(...(await scores(name, name)));
      permuted.push(...(await scores(name, CLASSES[other[i] ?? 0] ?? '')));
    }
    expect(own).toHaveLength(8);
    expect(certainty(own)).toBeGreaterThan(CERTAIN);
    expect(certainty(permuted)).toBeLessThan(-CERTAIN);
    // Under the same noise, so that what the pictures differ in falls out.
    const between = own.map((score, i) => score - (permuted[i] ?? NaN));
    expect(certainty(between)).toBeGreaterThan(CERTAIN);
  });
});
