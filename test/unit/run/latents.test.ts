import type { VaeEncoderGraph } from '../../../src/core/formats/pack';
import { describe, expect, it } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import { packFloat16, unpackFloat16 } from '../../../src/core/formats/float16';
import type { Model } from '../../../src/run/ports';
import { classLatents, latentsOf, readPictures } from '../../../src/run/stages/latents';
import { Stages } from '../../../src/run/stages/stages';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { movedSource } from '../../support/run/moved-source';
import { memoryParts } from '../../support/run/run-parts';
import { standInDiffuser, standInModel } from '../../support/run/stand-in-model';

const { signal } = new AbortController();
const silent = () => undefined;
const IMAGES = 70;
const source = drawnSource([{ folder: 'fox', images: IMAGES }]);

/** A model that tells how many pictures it gets at once. */
function counted() {
  const model = standInModel();
  const batches: number[] = [];
  let failing = 0;
  const encode: Model['encode'] = (pixels, count, stop) => {
    if (failing-- > 0) {
      return Promise.reject(new StillroomError('DeviceLost', 'The device is gone.'));
    }
    batches.push(count);
    return model.encode(pixels, count, stop);
  };
  return {
    batches,
    model: { ...model, encode },
    failNext: (count: number) => {
      failing = count;
    },
  };
}

describe('latents of a class', () => {
  it('are what the encoder says of its pictures, as they are stored', async () => {
    const parts = memoryParts({ source });
    const { data, rows, columns, images } = await latentsOf(parts, 'fox', signal, silent);
    expect([rows, columns, images.length]).toEqual([IMAGES, 12, IMAGES]);
    const encoded: number[] = [];
    for await (const pixels of source.pixels(images, 8, signal)) {
      encoded.push(...(await standInDiffuser().encode(pixels, 1)));
    }
    expect(data).toEqual(unpackFloat16(packFloat16(Float32Array.from(encoded))));
  });

  it('name the pictures where they lie now, though they were encoded elsewhere', async () => {
    const stages = new Stages(new MemoryStorage());
    await latentsOf(memoryParts({ source, stages }), 'fox', signal, silent);
    const moved = movedSource(source, 'copy');
    const parts = memoryParts({ source: moved, stages });
    const { images } = await latentsOf(parts, 'fox', signal, silent);
    expect(images).toEqual(await moved.read('fox', signal));
  });

  it('are encoded once, in batches, and shared by all that want them', async () => {
    const { model, batches } = counted();
    const stages = new Stages(new MemoryStorage());
    const done: number[] = [];
    const parts = memoryParts({ source, model, stages });
    const [one, two] = await Promise.all([
      latentsOf(parts, 'fox', signal, (count) => done.push(count)),
      latentsOf(parts, 'fox', signal, silent),
    ]);
    expect(batches).toEqual([16, 16, 16, 16, 6]);
    expect(done).toEqual([64, 70]);
    expect(one.data).toEqual(two.data);
    const again = await latentsOf(parts, 'fox', signal, silent);
    expect(again.key).toBe(one.key);
    expect(batches).toHaveLength(5);
  });

  it(
    'are encoded while the pictures of the next batch are decoded',
    { timeout: 10_000 },
    async () => {
      let decoded = 0;
      let enough: () => void = () => undefined;
      const nextBatch = new Promise<void>((resolve) => {
        enough = resolve;
      });
      const decoding = {
        ...source,
        async *pixels(...asked: Parameters<typeof source.pixels>) {
          for await (const picture of source.pixels(...asked)) {
            decoded += 1;
            if (decoded === 32) enough();
            yield picture;
          }
        },
      };
      const model = standInModel();
      // The first batch is held until the second one is there.
      const encode: Model['encode'] = async (...asked) => {
        await nextBatch;
        return model.encode(...asked);
      };
      const parts = memoryParts({ source: decoding, model: { ...model, encode } });
      const { data } = await latentsOf(parts, 'fox', signal, silent);
      expect(data).toEqual((await latentsOf(memoryParts({ source }), 'fox', signal, silent)).data);
    },
  );

  it('lose the chunk in the making at most to a stop', async () => {
    const { model, batches } = counted();
    const parts = memoryParts({ source, model });
    const stop = new AbortController();
    const stopped = latentsOf(parts, 'fox', stop.signal, () => stop.abort());
    await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
    batches.length = 0;
    await latentsOf(parts, 'fox', signal, silent);
    expect(batches).toEqual([6]);
  });

  it('are begun anew, once a chunk, where the device is lost', async () => {
    const { model, failNext } = counted();
    failNext(1);
    expect((await latentsOf(memoryParts({ source, model }), 'fox', signal, silent)).rows).toBe(70);
    failNext(2);
    const lost = latentsOf(memoryParts({ source, model }), 'fox', signal, silent);
    await expect(lost).rejects.toMatchObject({ code: 'DeviceLost' });
  });

  it('are other ones for another backend, decoder or encoder', async () => {
    const stages = new Stages(new MemoryStorage());
    const parts = memoryParts({ source, stages });
    const { pack } = parts.model.loaded;
    const pictures = await readPictures(parts, 'fox', signal);
    const keyOf = async (changes: Partial<typeof parts>) =>
      (await classLatents({ ...parts, ...changes }, pictures, signal, silent)).key;
    const encoder = { ...(pack.graphs.vae_encoder as VaeEncoderGraph), sha256: 'f'.repeat(64) };
    const graphs = { ...pack.graphs, vae_encoder: encoder };
    const keys = [
      await keyOf({}),
      await keyOf({ model: standInModel({ backend: { kind: 'webgpu', threads: 1 } }) }),
      await keyOf({ source: { ...source, decoder: 'other' } }),
      await keyOf({ model: standInModel({ pack: { ...pack, graphs } }) }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(await keyOf({ model: standInModel({ packHash: 'e'.repeat(64) }) })).toBe(keys[0]);
  });
});
