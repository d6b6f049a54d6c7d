/** A run that is made again has one record: what was chosen or trained on is that run still. */
import { afterEach, expect, it } from 'vitest';
import type { Tab } from '../../../src/data/store/tabs';
import { Runs } from '../../../src/run/results/runs';
import { carryChoices } from '../../../src/studio/commands/run/carry-choices';
import { merged } from '../../../src/studio/commands/run/covering';
import { keptChoices } from '../../../src/studio/commands/evaluate/kept-choices';
import { emptyComparison, useCompare } from '../../../src/studio/state/compare';
import { FIRST_CHOICES, useEvaluate } from '../../../src/studio/state/evaluate';
import { MemoryStorage } from '../../support/run/memory-storage';
import { runRecord, storedImage } from './run-record';

const folders = ['fox', 'owl'];
const tab = { id: 'tab' } as Tab;

afterEach(() => {
  useCompare.setState(emptyComparison);
  useEvaluate.setState({ choices: FIRST_CHOICES });
});

it('stays chosen in Compare and Evaluate, also after a reload', async () => {
  const storage = new MemoryStorage();
  useCompare.setState({ chosen: ['other', 'old', 'new'], choseThemselves: true });
  useEvaluate.setState({ choices: { ...FIRST_CHOICES, runs: ['old', 'other'] } });
  await carryChoices({ storage, tab: Promise.resolve(tab) }, new Set(['old']), 'new');
  expect(useCompare.getState().chosen).toEqual(['other', 'new']);
  expect(useEvaluate.getState().choices.runs).toEqual(['new', 'other']);
  expect((await keptChoices(storage, tab))?.runs).toEqual(['new', 'other']);
});

it('is chosen for nobody who did not choose', async () => {
  const storage = new MemoryStorage();
  await carryChoices({ storage, tab: Promise.resolve(tab) }, new Set(['old']), 'new');
  expect(useEvaluate.getState().choices.runs).toBeNull();
  expect(await keptChoices(storage, tab)).toBeNull();
});

it('keeps every image of the record that goes, which an evaluation may be reading', async () => {
  const runs = new Runs(new MemoryStorage());
  const old = runRecord({ handle: 'old', folders, hashes: ['f', null] });
  const now = runRecord({ handle: 'new', folders, hashes: ['f', 'o'], state: 'done' });
  await runs.put(old);
  await runs.addImage(
    'f',
    old.backend,
    { folder: 'fox', index: 0, key: 'i', core: null },
    storedImage(1),
  );
  await runs.put(now);
  const { spare } = merged(now, [old]);
  await runs.remove(...spare.map(({ handle }) => handle));
  expect(await runs.get('old')).toBeUndefined();
  expect(await runs.image('i')).toBeDefined();
});
