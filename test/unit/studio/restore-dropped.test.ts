/** An export that is dropped while something is under way. */
import { afterEach, describe, expect, it } from 'vitest';
import { Runs } from '../../../src/run/results/runs';
import type { PageParts } from '../../../src/studio/adapters/page-parts';
import { CollectionCommands } from '../../../src/studio/commands/collection/collection-commands';
import type { RunCommands } from '../../../src/studio/commands/run/run-commands';
import {
  emptyCollection,
  useCollection,
  type ClassRow,
} from '../../../src/studio/state/collection';
import { useEvaluate } from '../../../src/studio/state/evaluate';
import { useNotices } from '../../../src/studio/state/notices';
import { asksNothing, useQuestion } from '../../../src/studio/state/question';
import { useQueue, type QueuedRun } from '../../../src/studio/state/queue';
import { idleRun, useRun } from '../../../src/studio/state/run';
import { useSelection } from '../../../src/studio/state/selection';
import { resetSettings, useSettings } from '../../../src/studio/state/settings';
import { zipOf } from '../results/exported';
import { keepRun, pictures, recipeOf, recordOf } from '../results/sample-run';
import { MapStorage } from '../store/map-storage';

const settings = useSettings.getState();

afterEach(() => {
  useRun.setState(idleRun);
  useQueue.setState({ runs: [] });
  useEvaluate.setState({ status: 'idle' });
  useQuestion.setState(asksNothing);
  useCollection.setState(emptyCollection);
  useSelection.setState(useSelection.getInitialState());
  useNotices.setState(useNotices.getInitialState());
  resetSettings(settings);
});

/** A page with the class "a" of the export, a tenth of it held out, that notes what becomes of it. */
function page(percent: number) {
  const said: string[] = [];
  const storage = new MapStorage();
  const split = percent === 0 ? { kind: 'none' } : { kind: 'share', percent };
  useCollection.setState({ classes: [{ folder: 'a', name: 'a', prompt: 'a' } as ClassRow] });
  const parts = {
    library: {
      classes: [],
      source: { split, framing: 'crop' },
      edit: () => undefined,
      holdOut: (share: number) => said.push(`holds ${share} out`),
    },
    memory: Promise.resolve({ saveUse: () => Promise.resolve() }),
    runs: new Runs(storage),
    pictures,
    shown: { handle: null, showInstead: () => Promise.resolve(2) },
    figure: { changed: () => undefined },
  } as unknown as PageParts;
  const run = { end: () => Promise.resolve(said.push('ends')) } as unknown as RunCommands;
  const collection = new CollectionCommands(parts, run, () => said.push('forgets'));
  return { said, storage, collection };
}

async function exported(): Promise<File> {
  const runs = new Runs(new MapStorage());
  const record = recordOf(recipeOf());
  await keepRun(runs, record, { a: 1, b: 1 });
  const file = new File([await zipOf(runs, record, null)], 'Letters.zip');
  // As an input of the page gives it; Node's own have no such path.
  return Object.defineProperty(file, 'webkitRelativePath', { value: '' });
}

const asked = () => expect.poll(() => useQuestion.getState().question?.text);

describe('an export that is dropped', () => {
  it('stores and ends nothing where what is under way is kept', async () => {
    const { said, storage, collection } = page(0);
    useRun.setState({ status: 'running' });
    useQueue.setState({ runs: [{ id: 1, status: 'waiting' } as QueuedRun] });
    const dropped = collection.addFiles([await exported()]);
    await asked().toBe(
      'This ends the run under way and 1 run that waits. What is finished is kept.',
    );
    expect(storage.values.size).toBe(0);
    useQuestion.getState().answer(false);
    await dropped;
    expect(said).toEqual([]);
    expect(storage.values.size).toBe(0);
    expect(useSettings.getState().method).toBe(settings.method);
    expect(useNotices.getState().notices).toEqual([]);
  });

  it('takes the place of the run where that may end', async () => {
    const { said, storage, collection } = page(0);
    useRun.setState({ status: 'paused' });
    const dropped = collection.addFiles([await exported()]);
    await asked().toBe('This ends the run under way. What is finished is kept.');
    useQuestion.getState().answer(true);
    await dropped;
    expect(said).toEqual(['ends']);
    expect(storage.values.size).toBeGreaterThan(0);
    expect(useSettings.getState().method).toBe('plain');
  });

  it('asks about an evaluation where images come to be held out otherwise, and only there', async () => {
    useEvaluate.setState({ status: 'running' });
    const alike = page(0);
    await alike.collection.addFiles([await exported()]);
    expect(alike.said).toEqual(['ends']);
    const other = page(10);
    const dropped = other.collection.addFiles([await exported()]);
    await asked().toBe('This ends the evaluation. What is finished is kept.');
    useQuestion.getState().answer(true);
    await dropped;
    expect(other.said).toEqual(['ends', 'forgets', 'holds 0 out']);
  });
});
