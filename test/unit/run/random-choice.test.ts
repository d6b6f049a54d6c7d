/** A random choice of real images looks at nothing that a model makes of them. */
import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { distill } from '../../../src/run/distill';
import type { RunEvent } from '../../../src/run/events';
import type { Model } from '../../../src/run/ports';
import type { StoredImage } from '../../../src/run/results/records';
import { latentsOf } from '../../../src/run/stages/latents';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor } from '../../support/run/run-parts';
import { standInModel } from '../../support/run/stand-in-model';

const { signal } = new AbortController();
const order = {
  recipe: recipeFor({ method: 'random-real' }),
  handle: 'run-1',
  label: 'Drawn',
  startedAt: '2026-01-01T00:00:00.000Z',
};

describe('a random choice of real images', () => {
  it('encodes nothing first, and of the class what it chose alone', async () => {
    const encoded: number[] = [];
    const model = standInModel();
    const refuse = () => Promise.reject(new Error('nothing is to be asked'));
    const watched = {
      ...model,
      makeConditions: refuse,
      sample: refuse,
      encode: (pixels, count, signal) => {
        encoded.push(count);
        return model.encode(pixels, count, signal);
      },
    } satisfies Model;
    const events: RunEvent[] = [];
    const parts = memoryParts({ model: watched });
    const outcome = await distill(parts, order, new Handle(), (event) => events.push(event));
    expect(outcome).toEqual({ kind: 'done', made: 4, missing: 0 });
    expect(encoded).toEqual([1, 1, 1, 1]);
    const said = events.map((event) => (event.kind === 'activity' ? event.text : ''));
    expect(said.join()).not.toMatch(/Encoding/);
  });

  it('keeps of each image the latent that the encoded class has of it', async () => {
    const storage = new MemoryStorage();
    const parts = memoryParts({ storage });
    await distill(parts, order, new Handle(), () => undefined);
    const ofClasses = new Set<string>();
    for (const folder of ['fox', 'owl']) {
      const { data, rows, columns } = await latentsOf(parts, folder, signal, () => undefined);
      for (let row = 0; row < rows; row++) {
        ofClasses.add(data.slice(row * columns, (row + 1) * columns).join());
      }
    }
    const keys = await storage.keys('images');
    expect(keys).toHaveLength(4);
    for (const key of keys) {
      const { latent } = (await storage.get('images', key)) as StoredImage;
      expect(ofClasses).toContain(latent?.join());
    }
  });
});
