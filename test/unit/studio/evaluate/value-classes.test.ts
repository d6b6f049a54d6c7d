/** What images are worth is said of the classes that were valued, whichever are ticked by then. */
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { Handle } from '../../../../src/core/control';
import { distill } from '../../../../src/run/distill';
import { Runs } from '../../../../src/run/results/runs';
import { Schedule } from '../../../../src/run/schedule';
import { Stages } from '../../../../src/run/stages/stages';
import type { PageParts } from '../../../../src/studio/adapters/page-parts';
import { Evaluation } from '../../../../src/studio/commands/evaluate/evaluation';
import { leastValuable } from '../../../../src/studio/evaluate/valuedImages';
import { useCollection, type ClassRow } from '../../../../src/studio/state/collection';
import { emptyComparison, useCompare, type KeptRun } from '../../../../src/studio/state/compare';
import { emptyEvaluation, FIRST_CHOICES, useEvaluate } from '../../../../src/studio/state/evaluate';
import { noImageValues, useImageValues } from '../../../../src/studio/state/image-values';
import { drawnSource } from '../../../support/run/drawn-source';
import { MemoryStorage } from '../../../support/run/memory-storage';
import { memoryParts, memoryPictures, recipeFor } from '../../../support/run/run-parts';
import { countingTrainer } from '../../evaluation/evaluation-parts';

// Where the page's own folder is asked for while its modules load.
vi.hoisted(() => vi.stubGlobal('document', { baseURI: 'http://localhost/' }));
afterAll(() => vi.unstubAllGlobals());
afterEach(() => {
  useCollection.setState(useCollection.getInitialState());
  useCompare.setState(emptyComparison);
  useEvaluate.setState(emptyEvaluation);
  useImageValues.setState(noImageValues);
});

it('marks the images that were valued after another class was ticked off', async () => {
  const storage = new MemoryStorage();
  const classes = ['fox', 'owl'];
  const source = drawnSource(
    classes.map((folder) => ({ folder, images: 20 })),
    0,
    { kind: 'share', percent: 20 },
  );
  const order = { handle: 'run', label: 'Drawn', startedAt: '2026-01-01T00:00:00.000Z' };
  const recipe = recipeFor({ method: 'plain' });
  await distill(
    memoryParts({ storage, source }),
    { recipe, ...order },
    new Handle(),
    () => undefined,
  );
  useCollection.setState({
    classes: classes.map(
      (folder) => ({ folder, name: folder, prompt: folder, included: true }) as ClassRow,
    ),
  });
  useCompare.setState({
    runs: [{ id: 'run', folders: classes, name: 'Plain', detail: '' } as unknown as KeptRun],
  });
  useEvaluate.setState({ choices: { ...FIRST_CHOICES, runs: ['run'], repeats: 1, pairs: 2 } });
  const parts = {
    schedule: new Schedule(),
    figure: { changed: () => undefined },
    model: {
      ready: () =>
        Promise.resolve({ loaded: { pack: { resolution: 8 }, backend: { kind: 'wasm' } } }),
    },
    library: { source: { under: () => source } },
    trainer: { ready: () => Promise.resolve(countingTrainer()) },
    stages: new Stages(storage),
    runs: new Runs(storage),
    pictures: memoryPictures,
  } as unknown as PageParts;
  const evaluation = new Evaluation(
    parts,
    { distill: () => Promise.resolve(), queue: () => Promise.resolve() },
    { list: () => Promise.resolve() },
  );
  await evaluation.startValues('run');
  expect(useEvaluate.getState().error).toBeNull();

  useEvaluate.setState({ folders: ['owl'] });
  const { judgement, classes: valued } = useImageValues.getState();
  // Half of the two images of each class.
  const marks = leastValuable(judgement.values ?? [], valued);
  const values = judgement.values?.toSorted((a, b) => a.value.mean - b.value.mean) ?? [];
  const least = values.slice(0, 2).map(({ label }) => classes[label]);
  expect(least).toHaveLength(2);
  expect(new Set(marks.keys())).toEqual(new Set(least));
});
