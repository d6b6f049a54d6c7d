import { describe, expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { distill, type RunParts } from '../../../src/run/distill';
import { restore } from '../../../src/run/results/restore';
import { Runs } from '../../../src/run/results/runs';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts, recipeFor, type RecipeWish } from '../../support/run/run-parts';
import { readBack, zipOf } from './exported';

/** An empty place where runs can be made. */
function place(): { readonly parts: RunParts; readonly runs: Runs } {
  const storage = new MemoryStorage();
  return { parts: memoryParts({ storage }), runs: new Runs(storage) };
}

/** Runs a recipe whose classes nobody has read yet. @returns how many images were made, not found */
async function run(
  parts: RunParts,
  handle: string,
  wish: RecipeWish,
  stopAfter = Infinity,
): Promise<number> {
  const control = new Handle();
  const startedAt = '2026-01-01T00:00:00.000Z';
  let made = 0;
  const order = { recipe: recipeFor(wish), handle, label: 'Drawn', startedAt };
  await distill(parts, order, control, (event) => {
    if (event.kind !== 'image' || event.found) return;
    made += 1;
    if (made === stopAfter) control.stop();
  });
  return made;
}

/** Places and pictures of a run. */
async function setOf(runs: Runs, handle: string) {
  const record = await runs.get(handle);
  if (record === undefined) throw new Error('no run');
  const places = await runs.finishedOf(record);
  const pngs = await Promise.all(places.map(async ({ key }) => (await runs.image(key))?.png));
  return { hash: record.hash, state: record.state, places, pngs };
}

interface Case extends RecipeWish {
  /** Images that are made before the export, of those of two classes. */
  readonly before: number;
  /** How many are made after it came back. */
  readonly again: number;
}

describe.each<Case>([
  { method: 'plain', before: 3, again: 1 },
  { method: 'random-real', before: 3, again: 1 },
  { method: 'selection-reconstruction', before: 3, again: 1 },
  {
    method: 'dmgd',
    parameters: { prototypes: 3 },
    sampling: { imagesPerClass: 3, solver: 'ddpm-respaced' },
    before: 4,
    // The whole class is there. Of the other all three: its images look at the latents of those
    // before them, and files hold no latents.
    again: 3,
  },
])('an export of $method, dropped onto an empty page with its folders', (wish) => {
  it('goes on with what is missing, and ends as the undisturbed run', async () => {
    const whole = place();
    await run(whole.parts, 'whole', wish);
    const stopped = place();
    expect(await run(stopped.parts, 'stopped', wish, wish.before)).toBe(wish.before);
    const record = await stopped.runs.get('stopped');
    if (record === undefined) throw new Error('no run');
    const zip = await zipOf(stopped.runs, record, stopped.parts.source);

    const { parts, runs } = place();
    const { pictures } = parts;
    const restored = await restore(await readBack(zip), { runs, pictures }, { handle: 'back' });
    expect(restored.images).toBe(wish.before);
    expect(restored.run?.classHashes).toEqual(record.classHashes);
    expect(await run(parts, 'back', wish)).toBe(wish.again);
    expect(await setOf(runs, 'back')).toEqual(await setOf(whole.runs, 'whole'));
  });
});
