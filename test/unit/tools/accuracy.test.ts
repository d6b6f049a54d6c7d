import { expect, it } from 'vitest';
import { controlOf, Handle } from '../../../src/core/control';
import { parseParameters } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import { Runs } from '../../../src/run/results/runs';
import { latentsOf } from '../../../src/run/stages/latents';
import { accuracyOf } from '../../../tools/results/accuracy';
import { contendersOf } from '../../../tools/results/contenders';
import { measuredSet } from '../../../tools/results/measure-set';
import { drawnSource } from '../../support/run/drawn-source';
import { MemoryStorage } from '../../support/run/memory-storage';
import { memoryParts } from '../../support/run/run-parts';
import { CLASSES, countingTrainer, TINY } from '../evaluation/evaluation-parts';

const { signal } = new AbortController();
const silent = () => undefined;

async function madeSet() {
  const storage = new MemoryStorage();
  const images = CLASSES.map(({ folder }) => ({ folder, images: 30 }));
  const source = drawnSource(images, 3, { kind: 'share', percent: 20 });
  const trainer = countingTrainer();
  const made = memoryParts({ storage, source });
  const resolution = made.model.loaded.pack.resolution;
  const parts = { ...made, runs: new Runs(storage), trainer, resolution };
  const classes = [];
  for (const entry of CLASSES) {
    classes.push({ ...entry, latents: await latentsOf(parts, entry.folder, signal, silent) });
  }
  const [contender] = contendersOf(['random-real']);
  if (contender === undefined) throw new Error('no contender');
  const sampling = parseParameters(samplingSchema, { imagesPerClass: 2, seed: 3 });
  const order = { label: 'birds', classes, contender, sampling };
  const set = await measuredSet(parts, order, controlOf(signal), silent);
  if (set.kind !== 'measured') throw new Error(set.kind);
  const { record } = set;
  return {
    parts,
    trainer,
    asked: { record, name: 'Random real', classes: CLASSES, protocol: TINY, repeats: 2 },
  };
}

it('trains on a made set and on random images, in pairs, and never twice', async () => {
  const { parts, trainer, asked } = await madeSet();
  const first = await accuracyOf(parts, asked, controlOf(signal), silent);
  expect(trainer.jobs.map(({ seed }) => seed)).toEqual([3000, 3000, 3001, 3001]);
  expect(trainer.jobs.every(({ train }) => train.labels.length === 2 * CLASSES.length)).toBe(true);
  const held = trainer.jobs[0]?.heldOut.labels.length ?? 0;
  expect(first?.heldOut.images).toBe(held);
  // A share of whole images, in percent.
  const right = ((first?.accuracy ?? Number.NaN) / 100) * held * 2;
  expect(right).toBeCloseTo(Math.round(right), 6);
  expect(await accuracyOf(parts, asked, controlOf(signal), silent)).toEqual(first);
  expect(trainer.jobs.length).toBe(4);
});

it('is nothing where it is stopped', async () => {
  const { parts, asked } = await madeSet();
  const control = new Handle();
  const stopped = accuracyOf(parts, asked, control, (text) => {
    if (text.startsWith('Training')) control.stop();
  });
  expect(await stopped).toBeNull();
});
