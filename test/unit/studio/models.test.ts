/** What a model's card says: what it needs, whether it fits this machine, which methods it runs, its pace. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PackDescription } from '../../../src/core/formats/pack';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { followPaces, keepPaces, readPaces } from '../../../src/studio/adapters/paces';
import { fitOf, needsOf } from '../../../src/studio/models/fit';
import { runnable } from '../../../src/studio/models/runnable';
import { useModel } from '../../../src/studio/state/model';
import { useModels } from '../../../src/studio/state/models';
import { useRun } from '../../../src/studio/state/run';

const read = (name: string) =>
  parsePack(JSON.parse(readFileSync(`test/assets/${name}/pack.json`, 'utf8')));
const HALF = read('narrow-sd15-half');
/** The same pack with a network of so many bytes. */
const sized = (pack: PackDescription, bytes: number): PackDescription => ({
  ...pack,
  graphs: { ...pack.graphs, denoiser: { ...pack.graphs.denoiser, bytes } },
});
const GPU = { description: 'acme gpu', software: false, half: true, buffer: 2 ** 31 - 4 };
const machine = { gpu: GPU, memoryBytes: null };

describe('whether a model fits', () => {
  it('is no question for a small one', () => {
    expect(fitOf(HALF, { gpu: null, memoryBytes: null }).fits).toBe(true);
  });

  it('depends on the graphics card for a large one', () => {
    const large = sized(HALF, 1.7e9);
    expect(fitOf(large, machine)).toEqual({
      fits: true,
      says: expect.stringContaining('On acme gpu, where that has 2.1 GB'),
    });
    const poor = { gpu: { ...GPU, half: false }, memoryBytes: null };
    const small = sized(HALF, 0.9e9);
    expect(fitOf(small, poor).says).toMatch(/^But acme gpu has no half precision.*many minutes/);
    for (const gpu of [null, { ...GPU, software: true }]) {
      expect(fitOf(small, { gpu, memoryBytes: null }).says).toMatch(/no graphics.*many minutes/);
    }
  });

  // By the numbers of weights: the networks in halves, with encoders and autoencoder.
  it.each([
    ['Stable Diffusion 1.5', 2.1e9, 4.2],
    ['Stable Diffusion 2.1', 2.6e9, 5.2],
  ])('is no for %s on WebAssembly alone, whose halves become float32', (_, bytes, inFloats) => {
    for (const gpu of [null, { ...GPU, software: true }, { ...GPU, half: false }]) {
      expect(fitOf(sized(HALF, bytes), { gpu, memoryBytes: null })).toEqual({
        fits: false,
        says: expect.stringContaining(`become float32: ${inFloats} GB of the 4.3 GB`) as string,
      });
    }
    expect(fitOf(sized(HALF, bytes), machine).fits).toBe(true);
  });

  it('is a matter of the card’s buffers, which one row of the network must fit', () => {
    const sides = { resolution: 512, latent: { ...HALF.latent, height: 64, width: 64 } };
    const sd = { ...sized(HALF, 1.9e9), ...sides };
    // 5 heads of 4096 x 4096 halves.
    const small = { gpu: { ...GPU, buffer: 2 ** 27 }, memoryBytes: null };
    expect(fitOf(sd, small)).toEqual({
      fits: false,
      says: expect.stringMatching(
        /^For acme gpu has buffers of 134 MB, and its network needs 168 MB at once/,
      ) as string,
    });
    expect(fitOf(sd, machine).fits).toBe(true);
  });

  it('is no above a page’s memory, and above the machine’s', () => {
    // Stable Diffusion XL in half precision, by its numbers of weights.
    expect(fitOf(sized(HALF, 6.9e9), machine)).toEqual({
      fits: false,
      says: expect.stringContaining('Its files take 6.9 GB'),
    });
    const small = { gpu: GPU, memoryBytes: 2 * 2 ** 30 };
    expect(fitOf(sized(HALF, 1.9e9), small)).toEqual({
      fits: false,
      says: expect.stringContaining('this machine has 2.1 GB'),
    });
  });

  it('says what it needs', () => {
    expect(needsOf(sized(HALF, 1.7e9))).toMatch(/^2\.1 GB of memory, about; made for a GPU/);
    expect(needsOf(read('narrow-sd15'))).toMatch(/ kB of memory, about$|MB of memory, about$/);
  });
});

describe('the methods that a model runs', () => {
  it('are all where it looks at pictures, and without an encoder those of the prompt alone', () => {
    expect(runnable(HALF).not).toEqual([]);
    const { vae_encoder: _, ...graphs } = HALF.graphs;
    const { runs, not } = runnable({ graphs });
    expect(runs).toContain('Plain model');
    expect(not.length).toBeGreaterThan(8);
    expect(runs.some((name) => /CoDA|DMGD/.test(name))).toBe(false);
  });
});

describe('measured paces', () => {
  function store(value: string | null = null) {
    const kept = { value };
    return {
      kept,
      getItem: () => kept.value,
      setItem: (_: string, text: string) => {
        kept.value = text;
      },
    };
  }

  it('are found again', () => {
    const place = store();
    const paces = new Map([['abc', { seconds: 2.5, on: 'WASM, 2 threads' }]]);
    keepPaces(place, paces);
    expect(readPaces(place)).toEqual(paces);
  });

  it.each([null, '', '{', '5', '[["a"]]', '[["a",{"seconds":"x","on":"y"}]]', '[[1,{}]]'])(
    'are none where %s stands',
    (value) => {
      expect(readPaces(store(value)).size).toBe(0);
    },
  );

  it('are of images that the model made, not of real ones that were taken', () => {
    const place = store();
    useModel.setState({
      packHash: 'abc',
      backend: { kind: 'wasm', threads: 2, reason: 'The processor computes.' },
    });
    const stop = followPaces(place);
    useRun.setState({ paces: [0.01], secondsPerImage: 0.01, origin: 'real' });
    expect(readPaces(place).size).toBe(0);
    useRun.setState({ paces: [] });
    useRun.setState({ paces: [2], secondsPerImage: 2, origin: 'generated' });
    expect(readPaces(place).get('abc')?.seconds).toBe(2);
    stop();
    useModel.setState(useModel.getInitialState());
    useModels.setState(useModels.getInitialState());
    useRun.setState(useRun.getInitialState());
  });

  it('are the latest, and what is measured again is the latest', () => {
    const place = store();
    const pace = { seconds: 1, on: 'WebGPU' };
    keepPaces(place, new Map(Array.from({ length: 50 }, (_, i) => [String(i), pace])));
    const backend = { kind: 'wasm', threads: 2, reason: 'The processor computes.' } as const;
    const stop = followPaces(place);
    for (const [i, packHash] of ['0', 'new'].entries()) {
      useModel.setState({ packHash, backend });
      useRun.setState({ paces: [], origin: 'generated' });
      useRun.setState({ paces: [2], secondsPerImage: 2 + i });
    }
    stop();
    const kept = [...readPaces(place).keys()];
    expect([kept.length, kept[0], ...kept.slice(-2)]).toEqual([50, '2', '0', 'new']);
    useModel.setState(useModel.getInitialState());
    useModels.setState(useModels.getInitialState());
    useRun.setState(useRun.getInitialState());
  });

  it('are the latest fifty', () => {
    const place = store();
    const pace = { seconds: 1, on: 'WebGPU' };
    keepPaces(place, new Map(Array.from({ length: 60 }, (_, i) => [String(i), pace])));
    expect([...readPaces(place).keys()][0]).toBe('10');
  });
});
