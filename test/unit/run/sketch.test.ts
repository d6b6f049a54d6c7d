/** A first picture of a large class, and all classes on one map. */
import { describe, expect, it } from 'vitest';
import { mapCollection } from '../../../src/run/stages/collection-map';
import { exploreClass } from '../../../src/run/stages/explore';
import { latentsOf } from '../../../src/run/stages/latents';
import { SKETCH_IMAGES, spread } from '../../../src/run/stages/sketch';
import { drawnSource } from '../../support/run/drawn-source';
import { memoryParts } from '../../support/run/run-parts';

const { signal } = new AbortController();
const quiet = () => undefined;
const IMAGES = 2 * SKETCH_IMAGES + 10;
const request = {
  nNeighbors: 5,
  minClusterSize: 3,
  minSamples: 2,
  seedCandidates: 3,
  imagesPerClass: 2,
  space: 'latents',
} as const;

describe('a first picture of the map', () => {
  it('is of some images of a large class, comes before the others are encoded, and is kept', async () => {
    const parts = memoryParts({ source: drawnSource([{ folder: 'fox', images: IMAGES }]) });
    let encoded = 0;
    const told: number[] = [];
    const sketches: Float32Array[] = [];
    const counting = {
      ...parts,
      model: {
        ...parts.model,
        encode: async (...call: Parameters<typeof parts.model.encode>) => {
          encoded += call[1];
          return parts.model.encode(...call);
        },
      },
    };
    /** Stops the work behind the sketch. */
    const sketched = async () => {
      const stop = new AbortController();
      const onSketch = (points: Float32Array) => {
        sketches.push(points);
        told.push(encoded);
        stop.abort();
      };
      const hooks = { signal: stop.signal, onProgress: quiet, onSketch };
      await expect(exploreClass(counting, 'fox', request, hooks)).rejects.toMatchObject({
        code: 'Aborted',
      });
    };
    await sketched();
    expect(told).toEqual([SKETCH_IMAGES]);
    const [sketch = new Float32Array(0)] = sketches;
    const placed = Array.from({ length: IMAGES }, (_, i) => i).filter(
      (i) => !Number.isNaN(sketch[2 * i]) && !Number.isNaN(sketch[2 * i + 1]),
    );
    expect(sketch).toHaveLength(2 * IMAGES);
    expect(placed).toEqual(spread(IMAGES, SKETCH_IMAGES));
    // It is kept: a second look encodes nothing.
    await sketched();
    expect([told[1], sketches[1]]).toEqual([SKETCH_IMAGES, sketch]);
  });

  it('is not made of a class that is small', async () => {
    const source = drawnSource([{ folder: 'fox', images: 30 }]);
    const sketches: Float32Array[] = [];
    await exploreClass(memoryParts({ source }), 'fox', request, {
      signal,
      onProgress: quiet,
      onSketch: (points) => sketches.push(points),
    });
    expect(sketches).toEqual([]);
  });

  it('takes its images evenly from a class', () => {
    expect(spread(10, 4)).toEqual([0, 2, 5, 7]);
    expect(spread(3, 3)).toEqual([0, 1, 2]);
  });
});

describe('all classes on one map', () => {
  it('have a place for every image, near those of their own class, and tell how far it is', async () => {
    const source = drawnSource([
      { folder: 'owl', images: 24 },
      { folder: 'fox', images: 30 },
    ]);
    const parts = memoryParts({ source });
    const shares: number[] = [];
    const map = await mapCollection(parts, ['owl', 'fox'], 6, {
      signal,
      onProgress: (_, share) => shares.push(share),
    });
    expect([...map.classOf]).toEqual([
      ...Array.from({ length: 24 }, () => 0),
      ...Array.from({ length: 30 }, () => 1),
    ]);
    expect(Array.from(map.imageOf.slice(24))).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBe(0);
    // The drawn classes have colours of their own: an image's nearest neighbour is of its class.
    const nearest = Array.from(map.classOf, (_, a) => {
      let [best, least] = [-1, Infinity];
      map.classOf.forEach((_unused, b) => {
        const x = (map.points[2 * a] ?? 0) - (map.points[2 * b] ?? 0);
        const y = (map.points[2 * a + 1] ?? 0) - (map.points[2 * b + 1] ?? 0);
        if (a !== b && Math.hypot(x, y) < least) [best, least] = [b, Math.hypot(x, y)];
      });
      return map.classOf[best];
    });
    expect(nearest).toEqual([...map.classOf]);
    // Latents of the classes are those that every other stage uses.
    expect((await latentsOf(parts, 'owl', signal, quiet)).rows).toBe(24);
  });

  it('need a few images, and stop when they are told to', async () => {
    const source = drawnSource([{ folder: 'fox', images: 2 }]);
    const hooks = { signal, onProgress: quiet };
    await expect(mapCollection(memoryParts({ source }), ['fox'], 6, hooks)).rejects.toThrow(
      /has 2 readable images; a map needs at least 3/,
    );
    const stop = new AbortController();
    const stopped = mapCollection(memoryParts(), ['owl', 'fox'], 6, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(stopped).rejects.toMatchObject({ code: 'Aborted' });
  });
});
