/** What is held out reaches no run, whatever makes its images. */
import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { methods } from '../../../src/methods';
import { distill } from '../../../src/run/distill';
import type { ClassSource, ReadImage } from '../../../src/run/ports';
import { Runs } from '../../../src/run/results/runs';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor } from '../../support/run/run-parts';

const CLASSES = [
  { folder: 'owl', images: 60 },
  { folder: 'fox', images: 55 },
];
const { signal } = new AbortController();

/** A source that writes down whose pictures were asked for. */
function listening(source: ClassSource, asked: Set<string>): ClassSource {
  const hear = (images: readonly ReadImage[]): void => {
    for (const { sha256 } of images) asked.add(sha256);
  };
  return {
    decoder: source.decoder,
    split: source.split,
    framing: source.framing,
    read: (...args) => source.read(...args),
    heldOut: () => Promise.reject(new Error('a run asks for no held-out images')),
    leftOut: (...args) => source.leftOut(...args),
    pixels(images, ...rest) {
      hear(images);
      return source.pixels(images, ...rest);
    },
    regions(image, ...rest) {
      hear([image]);
      return source.regions(image, ...rest);
    },
  };
}

describe('images that are held out', () => {
  it.each(methods.map(({ id }) => id))('are asked for by no run of %s', async (method) => {
    const source = drawnSource(CLASSES, 0, { kind: 'share', percent: 20 });
    const asked = new Set<string>();
    const storage = new MemoryStorage();
    const parts = memoryParts({ source: listening(source, asked), storage });
    const order = { recipe: recipeFor({ method }), handle: 'run', label: 'Drawn', startedAt: '' };
    const outcome = await distill(parts, order, new Handle(), () => undefined);
    expect(outcome.kind).toBe('done');
    const record = await new Runs(storage).get('run');
    for (const { folder, images } of CLASSES) {
      const [used, heldOut] = [
        await source.read(folder, signal),
        await source.heldOut(folder, signal),
      ];
      expect(heldOut.length).toBeGreaterThanOrEqual(10);
      expect(used.length + heldOut.length).toBe(images);
      expect(heldOut.filter(({ sha256 }) => asked.has(sha256))).toEqual([]);
      // And the class is named by what is left of it.
      const entry = record?.recipe.classes.find((one) => one.folder === folder);
      expect(entry?.images).toBe(used.length);
    }
  });
});
