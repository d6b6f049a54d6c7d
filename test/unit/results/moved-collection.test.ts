/** A run made from a collection that lies elsewhere by now: its pictures still have their cores. */
import { expect, it } from 'vitest';
import { Handle } from '../../../src/core/control';
import { localAnalysis } from '../../../src/run/analysis/local-analysis';
import { distill } from '../../../src/run/distill';
import type { ClassSource } from '../../../src/run/ports';
import { runPictures } from '../../../src/run/results/picture-numbers';
import { Runs } from '../../../src/run/results/runs';
import { latentsOf } from '../../../src/run/stages/latents';
import { Stages } from '../../../src/run/stages/stages';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { movedSource } from '../../support/run/moved-source';
import { memoryParts, recipeFor } from '../../support/run/run-parts';
import { pictures } from './sample-run';

const { signal } = new AbortController();

it('are compared with the cores that they were guided to', async () => {
  const storage = new MemoryStorage();
  const source = drawnSource(['owl', 'fox'].map((folder) => ({ folder, images: 40 })));
  const order = {
    recipe: recipeFor({ method: 'coda' }),
    handle: 'run',
    label: 'Drawn',
    startedAt: '2026-01-02T03:04:05.000Z',
  };
  const outcome = await distill(
    memoryParts({ source, storage }),
    order,
    new Handle(),
    () => undefined,
  );
  expect(outcome).toMatchObject({ kind: 'done', missing: 0 });
  const runs = new Runs(storage);
  const record = await runs.get('run');
  if (record === undefined) throw new Error('the run is not kept');
  const numbersIn = async (place: ClassSource) => {
    const stages = new Stages(new MemoryStorage());
    const parts = {
      ...memoryParts({ source: place, stages }),
      runs,
      pictures,
      analysis: localAnalysis(),
    };
    const real = await latentsOf(parts, 'fox', signal, () => undefined);
    return (await runPictures(parts, { record, folder: 'fox', real }, signal))?.pictures;
  };
  const before = await numbersIn(source);
  expect(before?.length).toBeGreaterThan(0);
  expect(before?.every(({ inPixels }) => inPixels !== null)).toBe(true);
  expect(await numbersIn(movedSource(source, 'copy'))).toEqual(before);
});
