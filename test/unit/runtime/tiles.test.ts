import { describe, expect, it } from 'vitest';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { randomStream } from '../../../src/core/random/stream';
import { backendOf } from '../../../src/run/recipe/image-key';
import { largestBuffer, rowArrays, rowsWithin, tileCells } from '../../../src/runtime/call-size';
import { ImageDecoder } from '../../../src/runtime/image-decoder';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { decodeInTiles, type Planes } from '../../../src/runtime/tiles';
import { nodeKernels, nodeSession } from '../../support/tiny-pack';
import { narrowSource } from '../../support/narrow-pack';
import { describedPack } from './described-packs';
import { fakeGraph } from './fake-session';

const pack = parsePack(describedPack('text'));
const MiB = 2 ** 20;

/** A decoder that sees one cell at a time: `perCell` square pixels of it in all three colours. */
function cellByCell(rows: number, channels: number, perCell: number) {
  return ({ values, height, width }: Planes): Float32Array => {
    const [high, wide] = [height * perCell, width * perCell];
    return Float32Array.from({ length: rows * 3 * high * wide }, (_, i) => {
      const [x, y] = [i % wide, Math.floor(i / wide) % high];
      const row = Math.floor(i / (3 * high * wide));
      const cell = Math.floor(y / perCell) * width + Math.floor(x / perCell);
      return values[row * channels * height * width + cell] ?? NaN;
    });
  };
}

describe('decodeInTiles', () => {
  it.each([
    [16, 8, 2],
    [13, 8, 4],
    [8, 8, 2],
    [64, 32, 1],
  ])(
    'is the whole where a cell is all that is seen: %i cells in tiles of %i',
    async (side, tile, perCell) => {
      const values = randomStream({ seed: 1, purpose: 'cells' }).fillNormal(
        new Float32Array(2 * 4 * side * side),
      );
      const latents = { values, height: side, width: side };
      const decode = cellByCell(2, 4, perCell);
      const whole = decode(latents);
      const sides: number[] = [];
      const tiled = await decodeInTiles({ latents, rows: 2, tile, perCell }, (part) => {
        sides.push(part.height, part.width);
        return Promise.resolve(decode(part));
      });
      expect(Math.max(...sides)).toBeLessThanOrEqual(tile);
      expect(tiled.length).toBe(whole.length);
      // Where tiles overlap, a number is a share of itself and the rest of itself.
      const worst = tiled.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - (whole[i] ?? NaN))),
        0,
      );
      expect(worst).toBeLessThan(1e-6);
    },
  );

  it('goes over from tile to tile in equal steps', async () => {
    // Every tile is of one number, its own: a line of 14 cells is tiles 0 and 1, and 2 of what is left.
    let tiles = 0;
    const latents = { values: new Float32Array(14), height: 1, width: 14 };
    const line = await decodeInTiles({ latents, rows: 1, tile: 8, perCell: 1 }, (part) =>
      Promise.resolve(new Float32Array(3 * part.height * part.width).fill(tiles++)),
    );
    const expected = [0, 0, 0, 0, 0, 0, 0, 0.5, 1, 1, 1, 1, 1, 1.5];
    expect([...line]).toEqual([...expected, ...expected, ...expected]);
  });
});

describe('The size of a call', () => {
  it('is what the published networks hold: Stable Diffusion 1.5 at 512 px', () => {
    // 8 heads of 4096 x 4096 numbers; 128 and 256 channels of 512 x 512.
    expect(rowArrays(pack)).toEqual({
      denoiser: 512 * MiB,
      vae_encoder: 128 * MiB,
      vae_decoder: 256 * MiB,
    });
    const { denoiser } = rowArrays(parsePack(describedPack('class')));
    expect(denoiser).toBe(4 * 16 * 1024 * 1024);
  });

  it('leaves as many rows as fit, and one where none does', () => {
    expect(rowsWithin(2 ** 31 - 4, 512 * MiB, 32)).toBe(3);
    expect(rowsWithin(2 ** 31 - 4, MiB, 32)).toBe(32);
    expect(rowsWithin(128 * MiB, 512 * MiB, 32)).toBe(1);
  });

  it('is bounded by the smaller of what an adapter gives a buffer and a binding', () => {
    const device = { limits: { maxBufferSize: 256 * MiB, maxStorageBufferBindingSize: 128 * MiB } };
    expect(largestBuffer({ backend: 'webgpu', device: device as unknown as GPUDevice })).toBe(
      128 * MiB,
    );
  });

  it('makes tiles where the whole image passes it, each the largest that does not', () => {
    expect(tileCells(pack, 2 ** 31 - 4)).toBeNull();
    expect(tileCells(pack, 256 * MiB)).toBeNull();
    expect(tileCells(pack, 256 * MiB - 1)).toBe(32);
    expect(tileCells(pack, 32 * MiB)).toBe(16);
    expect(tileCells(pack, 1)).toBe(8);
  });

  it('makes no tile that does not overlap the next by whole cells, however coarse they are', () => {
    const coarse = (cells: number) => ({
      resolution: 1024,
      latent: { channels: 4, height: cells, width: cells, scalingFactor: 1, shift: 0 },
      condition: pack.condition,
    });
    // A quarter of a tile overlaps: four cells are the fewest that have one. 1 KiB is a pixel's 256 numbers.
    for (const cells of [32, 16, 8]) expect(tileCells(coarse(cells), 2 ** 10)).toBe(4);
    // A picture of four cells or fewer has no such part.
    for (const cells of [4, 2, 1]) expect(tileCells(coarse(cells), 2 ** 10)).toBeNull();
  });
});

describe('ImageDecoder', () => {
  async function decoderWith(height: number | string, width: number | string) {
    const session = await nodeSession();
    const { graph, calls } = fakeGraph(
      session,
      'vae_decoder',
      { latent_sample: ['float32', ['n', 4, height, width]] },
      { sample: ['float32', ['n', 3, 'H', 'W']] },
      ({ latent_sample }) => {
        const [rows = 0, , high = 0, wide = 0] = latent_sample?.dims ?? [];
        const values = new Float32Array(rows * 3 * 64 * high * wide);
        return { sample: new session.ort.Tensor('float32', values, [rows, 3, 8 * high, 8 * wide]) };
      },
    );
    const decoder = new ImageDecoder(pack, graph, { rows: 2, fixed: false }, 128 * MiB);
    return { decoder, calls };
  }

  it('feeds a graph of any side tiles, of all images of a call at once', async () => {
    const { decoder, calls } = await decoderWith('height', 'width');
    expect(decoder.tileSide).toBe(256);
    const pixels = await decoder.decode(new Float32Array(3 * 4 * 64 * 64), 3);
    expect(pixels.length).toBe(3 * 512 * 512 * 3);
    const dims = calls.map(({ latent_sample }) => latent_sample?.dims.join());
    // Tiles of 32 cells begin every 24: at 0, 24 and 48, where 16 are left; two images, then the third.
    const lines = ['32,32', '32,32', '32,16'];
    const tiles = [...lines, ...lines, '16,32', '16,32', '16,16'];
    expect(dims).toEqual([
      ...tiles.map((tile) => `2,4,${tile}`),
      ...tiles.map((tile) => `1,4,${tile}`),
    ]);
  });

  it('decodes whole what a graph of one side cannot be asked in parts', async () => {
    const { decoder, calls } = await decoderWith(64, 64);
    expect(decoder.tileSide).toBeNull();
    await decoder.decode(new Float32Array(4 * 64 * 64), 1);
    expect(calls.map(({ latent_sample }) => latent_sample?.dims.join())).toEqual(['1,4,64,64']);
  });
});

async function loadedIn(largestBuffer: number) {
  const place = { loader: nodeOrt(), kernels: nodeKernels, largestBuffer };
  const runtime = await ModelRuntime.load(narrowSource('narrow-dit'), place);
  return { report: runtime.report, diffuser: runtime.diffuser, dispose: () => runtime.dispose() };
}

describe('A model whose images do not fit a buffer', () => {
  it('says so, and its images have a backend of their own', async () => {
    const { report, diffuser, dispose } = await loadedIn(4 * MiB);
    expect(report.tileSide).toBe(64);
    expect(report.warnings.join()).toMatch(/in overlapping tiles of 64 px/);
    const source = { decoder: 'sharp' };
    const { tileSide: _, ...whole } = report;
    expect(backendOf({ model: { loaded: report }, source }).provider).toBe('wasm-tiles-64');
    expect(backendOf({ model: { loaded: whole }, source }).provider).toBe('wasm');
    const latents = randomStream({ seed: 2, purpose: 'latents' }).fillNormal(
      new Float32Array(4 * 16 * 16),
    );
    const pixels = await diffuser.decode(latents, 1);
    expect(pixels.length).toBe(3 * 128 * 128);
    expect(await diffuser.decode(latents, 1)).toEqual(pixels);
    await dispose();
  });
});
