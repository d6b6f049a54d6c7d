/**
 * CoDA and DMGD from pictures to images on every family of models: the pictures mean nothing, since the
 * weights are random; conditions, terms, solvers and autoencoders are the real ones.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PackDescription } from '../../../src/core/formats/pack';
import { usualPrompt } from '../../../src/core/formats/pack/known-classes';
import type { RecipeParameters } from '../../../src/core/formats/recipe';
import { methodById } from '../../../src/methods';
import { localAnalysis } from '../../../src/run/analysis/local-analysis';
import { localModel } from '../../../src/run/model/local-model';
import { distill } from '../../../src/run/distill';
import type { RunEvent } from '../../../src/run/events';
import { Handle } from '../../../src/core/control';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchemaFor } from '../../../src/methods/sampling';
import { makeRecipe } from '../../../src/run/recipe/make-recipe';
import type { ModelRuntime } from '../../../src/runtime/model-runtime';
import { drawnSource } from '../../support/run/drawn-source';
import { memoryParts } from '../../support/run/run-parts';
import { NARROW_PACKS, openNarrow } from '../../support/narrow-pack';

vi.setConfig({ testTimeout: 240_000 });

/** Cores of a dozen pictures. */
const FEW = { nNeighbors: 4, minClusterSize: 2, minSamples: 1, seedCandidates: 2 };

let opened: ModelRuntime | null = null;
afterEach(async () => {
  await opened?.dispose();
  opened = null;
});

/** Two breeds of dogs, by their WordNet ids. */
const FOLDERS = ['n02085620', 'n02088364'];

interface Order {
  readonly method: string;
  readonly parameters?: RecipeParameters;
  readonly folders?: readonly string[];
  readonly steps: number;
}

/** A run over drawn pictures, under the pack's own solver and scale. */
async function runOn(
  runtime: ModelRuntime,
  { method, parameters, folders = FOLDERS, steps }: Order,
) {
  const { pack, packHash } = runtime.report;
  const words = (folder: string) => usualPrompt(pack, { folder, words: folder });
  const settings = {
    method,
    parameters: { ...defaultsOf(methodById(method).schema), ...parameters },
    sampling: {
      ...defaultsOf(samplingSchemaFor(pack.defaults)),
      imagesPerClass: 2,
      seed: 3,
      steps,
    },
  };
  const { recipe } = makeRecipe(
    settings,
    folders.map((folder) => ({ folder, name: folder, prompt: words(folder) })),
    { pack, packHash },
    { split: { kind: 'none' }, framing: 'crop' },
  );
  const parts = memoryParts({
    source: drawnSource(folders.map((folder) => ({ folder, images: 8 }))),
    model: localModel(runtime.diffuser, runtime.report),
    analysis: localAnalysis(),
  });
  const events: RunEvent[] = [];
  const outcome = await distill(
    parts,
    { recipe, handle: 'run', label: 'dogs', startedAt: '2026-01-01T00:00:00Z' },
    new Handle(),
    (event) => events.push(event),
  );
  const images = events.flatMap((event) => (event.kind === 'image' ? [event] : []));
  const failed = events.flatMap((event) => (event.kind === 'class-failed' ? [event] : []));
  return { outcome, images, failed };
}

function expectPictures(
  { images }: Awaited<ReturnType<typeof runOn>>,
  { resolution }: PackDescription,
  terms: readonly string[],
): void {
  for (const { image } of images) {
    expect(image.side).toBe(resolution);
    expect(Array.from(image.latent ?? [NaN]).every(Number.isFinite)).toBe(true);
    expect(image.steps.length).toBeGreaterThan(0);
  }
  const told = new Set(
    images.flatMap(({ image }) =>
      image.steps.flatMap((step) => step.terms.map(({ term }) => term)),
    ),
  );
  expect([...told].sort()).toEqual([...terms].sort());
}

/** Random weights do not denoise: pulled from pure noise, latents leave what half precision can hold. */
const NEAR_A_PICTURE = {
  parameters: { start: 'core', startStrength: 0.5, guidedShare: 1 },
  steps: 4,
};

const METHODS = [
  { method: 'coda', parameters: FEW, inHalf: NEAR_A_PICTURE, terms: ['coda-alignment'] },
  {
    method: 'dmgd',
    // Over all steps: the published window lies between two of so few.
    parameters: { prototypes: 4, transportStart: 0, transportEnd: 1 },
    inHalf: { parameters: {}, steps: 2 },
    terms: ['soft-label', 'transport'],
  },
] as const;

describe.each(NARROW_PACKS)('%s', (name) => {
  it.each(METHODS)(
    'runs $method from pictures to images',
    async ({ method, parameters, inHalf, terms }) => {
      opened = await openNarrow(name);
      const half = name.endsWith('-half') ? inHalf : undefined;
      const ran = await runOn(opened, {
        method,
        parameters: { ...parameters, ...half?.parameters },
        steps: half?.steps ?? 2,
      });
      expect(ran.failed).toEqual([]);
      expect(ran.outcome).toEqual({ kind: 'done', made: 4, missing: 0 });
      expectPictures(ran, opened.report.pack, terms);
    },
  );
});

describe('a class that a model of labels does not know', () => {
  it('fails alone: the others are made, and mixed with those that it knows', async () => {
    opened = await openNarrow('narrow-dit');
    const [, order] = METHODS;
    const ran = await runOn(opened, {
      ...order,
      steps: 2,
      folders: [...FOLDERS, 'okapi'],
    });
    expect(ran.failed).toMatchObject([
      { folder: 'okapi', missing: 2, message: expect.stringContaining('class "okapi"') as string },
    ]);
    expect(ran.outcome).toEqual({ kind: 'done', made: 4, missing: 2 });
    const known = await runOn(opened, { ...order, steps: 2 });
    const latents = ({ images }: typeof ran) => images.map(({ image }) => image.latent);
    expect(latents(ran)).toEqual(latents(known));
  });
});
