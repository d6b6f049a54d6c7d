/** A class that is denoised together: one piece of work, the same bytes in any parts, and kept image by image. */
import { describe, expect, it, vi } from 'vitest';
import type { Call } from '../../../src/core/call';
import { Handle } from '../../../src/core/control';
import type { Diffuser } from '../../../src/core/diffuser';
import type { Recipe } from '../../../src/core/formats/recipe';
import type { SampleJob } from '../../../src/core/sampling/sample-request';
import { NO_EDITS } from '../../../src/core/scoring/edits';
import { distill } from '../../../src/run/distill';
import type { RunEvent } from '../../../src/run/events';
import { sampleImages } from '../../../src/run/model/sampling/sample-images';
import type { Model } from '../../../src/run/ports';
import type { StoredImage } from '../../../src/run/results/records';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor, type RecipeWish } from '../../support/run/run-parts';
import { standInDiffuser, standInModel } from '../../support/run/stand-in-model';
import { nodeKernels, tinySource } from '../../support/tiny-pack';

vi.setConfig({ testTimeout: 60_000 });

const IMAGES = 4;

const joint = ({ sampling, parameters, ...wish }: Partial<RecipeWish> = {}): Recipe =>
  recipeFor({
    method: 'joint',
    parameters: {
      useAlignment: false,
      useMode: false,
      repulsion: 0.1,
      meanMatching: 0.5,
      jointEnd: 1,
      ...parameters,
    },
    sampling: { imagesPerClass: IMAGES, ...sampling },
    ...wish,
  });

/** Counts the calls that sample, and the images of each. */
function counted(model: Model = standInModel()): {
  readonly model: Model;
  readonly calls: number[];
} {
  const calls: number[] = [];
  return {
    calls,
    model: {
      ...model,
      sample: (job, control, onStep) => {
        calls.push(job.images.length);
        return model.sample(job, control, onStep);
      },
    },
  };
}

interface Made {
  readonly images: ReadonlyMap<string, StoredImage>;
  readonly keys: ReadonlyMap<string, string>;
  readonly calls: readonly number[];
  readonly kind: string;
}

async function made(
  recipe: Recipe,
  {
    storage = new MemoryStorage(),
    folders,
    hear = () => undefined,
    model: asked,
  }: {
    readonly model?: Model;
    readonly storage?: MemoryStorage;
    readonly folders?: readonly string[];
    readonly hear?: (event: RunEvent, hand: Handle) => void;
  } = {},
): Promise<Made> {
  const { model, calls } = counted(asked);
  const images = new Map<string, StoredImage>();
  const keys = new Map<string, string>();
  const hand = new Handle();
  const outcome = await distill(
    memoryParts({ storage, model }),
    {
      recipe,
      handle: 'run',
      label: 'Drawn',
      startedAt: '2026-01-01T00:00:00.000Z',
      ...(folders && { folders }),
    },
    hand,
    (event) => {
      if (event.kind === 'image') {
        const name = `${event.place.folder} ${event.place.index}`;
        images.set(name, event.image);
        keys.set(name, event.place.key);
      }
      hear(event, hand);
    },
  );
  return { images, keys, calls, kind: outcome.kind };
}

const latents = ({ images }: Made) =>
  new Map([...images].map(([name, { latent }]) => [name, latent]));

describe('a class that is denoised together', () => {
  it('is sampled in one call, and says of every image what each term moved', async () => {
    const all = await made(joint());
    expect(all.calls).toEqual([IMAGES, IMAGES]);
    expect([...all.images.keys()]).toHaveLength(2 * IMAGES);
    for (const { steps } of all.images.values()) {
      for (const { terms } of steps) {
        expect(terms.map(({ term }) => term)).toEqual(['repulsion', 'mean-matching']);
        for (const { shiftShare } of terms) expect(shiftShare).toBeGreaterThan(0);
      }
    }
  });

  it('shows all its images while they are made', async () => {
    const diffuser = standInDiffuser();
    const row = Array.from({ length: diffuser.pack.latent.channels }, () => 0.5);
    const latentToRgb = { matrix: [row, row, row], bias: [0, 0, 0] };
    const drawing = { ...diffuser, pack: { ...diffuser.pack, latentToRgb } };
    const shown: number[][] = [];
    await made(joint(), {
      model: standInModel({}, drawing),
      hear: (event) => {
        if (event.kind === 'step') shown.push([event.first, event.event.pictures.length]);
      },
    });
    expect(shown.length).toBeGreaterThan(0);
    for (const places of shown) expect(places).toEqual([0, IMAGES]);
  });

  it('gives each image its share of the time', async () => {
    const { images } = await made(joint());
    // A clock that goes a second a look: one look before the work and one after it.
    for (const { seconds } of images.values()) expect(seconds).toBe(1 / IMAGES);
  });

  it('is the same where classes are made on several machines', async () => {
    const whole = latents(await made(joint()));
    for (const folder of ['owl', 'fox']) {
      const part = latents(await made(joint(), { folders: [folder] }));
      expect(part.size).toBe(IMAGES);
      for (const [name, latent] of part) expect(latent).toEqual(whole.get(name));
    }
  });

  it('goes on after a stop: the class in the making once more, the same bytes, and no finished one', async () => {
    const whole = await made(joint());
    for (const [stopAt, again] of [
      ['owl 1', [IMAGES, IMAGES]],
      [`owl ${IMAGES - 1}`, [IMAGES]],
      ['fox 2', [IMAGES]],
      [`fox ${IMAGES - 1}`, []],
    ] as const) {
      const storage = new MemoryStorage();
      await made(joint(), {
        storage,
        hear: (event, hand) => {
          const here = event.kind === 'image' && `${event.place.folder} ${event.place.index}`;
          if (here === stopAt) hand.stop();
        },
      });
      const onward = await made(joint(), { storage });
      expect(onward.kind).toBe('done');
      expect(onward.calls, stopAt).toEqual(again);
      expect(latents(onward)).toEqual(latents(whole));
      expect(onward.keys).toEqual(whole.keys);
    }
  });

  it('is another class with other numbers of images, and with one other seed', async () => {
    const four = await made(joint());
    const three = await made(joint({ sampling: { imagesPerClass: 3 } }));
    for (const [name, key] of three.keys) expect(key).not.toBe(four.keys.get(name));
    const storage = new MemoryStorage();
    await made(joint(), { storage });
    const edits = [{ folder: 'owl', ...NO_EDITS, seeds: [{ index: 2, seed: 77 }] }];
    const seeded = await made({ ...joint(), edits }, { storage });
    expect(seeded.calls).toEqual([IMAGES]);
    for (const [name, key] of seeded.keys) {
      expect(key === four.keys.get(name), name).toBe(name.startsWith('fox'));
    }
  });

  it('is pulled to its cores as well', async () => {
    const all = await made(
      joint({ parameters: { useAlignment: true, anchors: 'kmeans', alignment: 0.1 } }),
    );
    expect(all.kind).toBe('done');
    for (const { steps } of all.images.values()) {
      expect(steps[0]?.terms.map(({ term }) => term)).toEqual([
        'coda-alignment',
        'repulsion',
        'mean-matching',
      ]);
    }
  });
});

describe('what is sampled together', () => {
  const call: Call<unknown> = {
    signal: new AbortController().signal,
    pass: () => Promise.resolve(),
    tell: () => undefined,
  };

  async function jobFor(diffuser: Diffuser): Promise<SampleJob> {
    const [nothing, condition] = await diffuser.makeConditions(['', 'a photo of a fox']);
    if (nothing === undefined || condition === undefined) throw new Error('no conditions');
    return {
      solver: {
        kind: 'ddim',
        steps: 3,
        spacing: 'leading',
        stepsOffset: 1,
        setAlphaToOne: false,
        eta: 0,
      },
      seed: 5,
      guidanceScale: 3,
      guidanceInterval: { from: 0, to: 0.7 },
      nullCondition: nothing,
      images: Array.from({ length: 5 }, (_, image) => ({
        className: 'fox',
        image,
        condition,
        terms: [],
      })),
      joint: [{ kind: 'repulsion', strength: 0.1, window: { start: 0, end: 1 } }],
    };
  }

  async function sameInParts(diffuser: Diffuser): Promise<void> {
    const job = await jobFor(diffuser);
    const whole = await sampleImages(diffuser, job, Infinity, call);
    expect(whole).toHaveLength(5);
    for (const rows of [2, 3, 4]) {
      const parts = await sampleImages(diffuser, job, rows, call);
      expect(parts.map(({ latent }) => latent)).toEqual(whole.map(({ latent }) => latent));
      expect(parts.map(({ pixels }) => pixels)).toEqual(whole.map(({ pixels }) => pixels));
    }
  }

  it('has the same bytes in calls of any number of rows', async () => {
    await sameInParts(standInDiffuser());
  });

  it.each([1, 4])('has them on ONNX Runtime with %d threads', async (threads) => {
    const place = { loader: nodeOrt(threads), kernels: nodeKernels };
    const runtime = await ModelRuntime.load(tinySource(), place);
    try {
      await sameInParts(runtime.diffuser);
    } finally {
      await runtime.dispose();
    }
  });

  it('never sends more rows than it may, and stops between two calls', async () => {
    const diffuser = standInDiffuser();
    const rows: number[] = [];
    const hand = new AbortController();
    const watched: Diffuser = {
      ...diffuser,
      predictNoise: (asked) => {
        rows.push(asked.rows);
        if (rows.length === 3) hand.abort();
        return diffuser.predictNoise(asked);
      },
    };
    const stopped = sampleImages(watched, await jobFor(diffuser), 2, {
      ...call,
      signal: hand.signal,
    });
    await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
    expect(rows).toEqual([2, 2, 2]);
  });
});
