/** Previews of a model whose steps take long: few steps first, and all of them for whoever wants them. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultsOf } from '../../../src/methods/parameters';
import { methodById } from '../../../src/methods';
import type { Model } from '../../../src/run/ports';
import { Schedule } from '../../../src/run/schedule';
import type { PageParts } from '../../../src/studio/adapters/page-parts';
import { LivePreview } from '../../../src/studio/commands/preview/preview-commands';
import { previewSteps, StepClock } from '../../../src/studio/commands/preview/preview-steps';
import { NO_EDITS } from '../../../src/core/scoring/edits';
import { useEvaluate } from '../../../src/studio/state/evaluate';
import { useRun } from '../../../src/studio/state/run';
import { useCollection, type ClassRow } from '../../../src/studio/state/collection';
import { useModel } from '../../../src/studio/state/model';
import { usePreview } from '../../../src/studio/state/preview';
import { selectClass, useSelection } from '../../../src/studio/state/selection';
import { useSettings } from '../../../src/studio/state/settings';
import { memoryParts } from '../../support/run/run-parts';
import { STAND_IN_PACK } from '../../support/run/stand-in-model';

// Where the page's own folder is asked for while its modules load.
vi.hoisted(() => vi.stubGlobal('document', { baseURI: 'http://localhost/' }));

const STEPS = 25;
const PICTURES = 2;

describe('the steps of a preview', () => {
  it('are all of them where an image takes no time to speak of, or nothing is known', () => {
    expect(previewSteps(25, { step: 0.05, firstCall: 9 })).toEqual({ few: 25, seconds: 1.25 });
    expect(previewSteps(25, { step: null, firstCall: null }).few).toBe(25);
    expect(previewSteps(25, { step: 20 / 25, firstCall: null }).few).toBe(25);
  });

  it('are those that ten seconds an image have room for, and four at least', () => {
    expect(previewSteps(25, { step: 1, firstCall: null })).toEqual({ few: 10, seconds: 25 });
    expect(previewSteps(50, { step: 30, firstCall: null })).toEqual({ few: 4, seconds: 1500 });
    expect(previewSteps(3, { step: 30, firstCall: null }).few).toBe(3);
  });

  it('follow the first call where that alone is far too slow', () => {
    expect(previewSteps(25, { step: null, firstCall: 2 }).few).toBe(25);
    expect(previewSteps(25, { step: null, firstCall: 10 }).few).toBe(4);
  });

  it('are measured an image, by the fastest', () => {
    const times = [0, 4000, 5000, 9000];
    const clock = new StepClock(2, () => times.shift() ?? NaN);
    clock.tick();
    expect(clock.seconds).toBeNull();
    for (let i = 0; i < 3; i++) clock.tick();
    expect(clock.seconds).toBe(0.5);
  });
});

/** The stand-in model on a page, whose clock goes on by so many seconds a step. */
const parts = memoryParts();
let secondsAStep = 0;
let previews: number[] = [];
const model: Model = {
  ...parts.model,
  preview: (lane, job, signal, onEvent) => {
    if (lane === 'guided') previews.push(job.solver.kind === 'ddim' ? job.solver.steps : NaN);
    return parts.model.preview(lane, job, signal, (event) => {
      if (event.kind === 'steps') vi.advanceTimersByTime(1000 * secondsAStep);
      onEvent(event);
    });
  },
};
const schedule = new Schedule();
const preview = new LivePreview({
  ...parts,
  schedule,
  library: { source: parts.source },
  model: { ready: () => Promise.resolve(model) },
  shown: { record: null },
} as unknown as PageParts);

/** Previews a model of a name of its own: what is known of one is not known of another. */
function previewed(name: string, step: number, firstCall: number): Promise<void> {
  secondsAStep = PICTURES * step;
  previews = [];
  const backend = { kind: 'wasm', threads: 1, reason: '', firstCall } as const;
  useModel.setState({ status: 'ready', pack: STAND_IN_PACK, packHash: name, backend });
  preview.reset();
  return made(1);
}

/** Waits for the end of the last of so many previews. */
async function made(count: number): Promise<void> {
  // Not by `vi.waitFor`, which turns the clock on with every look.
  await expect
    .poll(() => {
      const { status, plain, guided, wanted } = usePreview.getState();
      const isLast = plain?.generation === wanted && guided?.generation === wanted;
      return previews.length >= count && isLast && plain.images !== null && status;
    })
    .toBe('done');
}

describe('a live preview', () => {
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    usePreview.setState({ on: true, count: PICTURES });
    const classes = ['owl', 'fox'].map((folder) => {
      return { folder, name: folder, prompt: folder, included: true } as ClassRow;
    });
    useCollection.setState({ classes });
    const { sampling } = useSettings.getState();
    useSettings.setState({
      method: 'plain',
      parameters: defaultsOf(methodById('plain').schema),
      sampling: { ...sampling, solver: 'ddim', steps: STEPS, imagesPerClass: PICTURES },
    });
    selectClass('owl');
    useSelection.setState({ tab: 'distil' });
    preview.watch();
  });
  afterAll(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('of a slow model has few steps and says so, and all of them for a click', async () => {
    await previewed('slow', 30, 60);
    expect(previews).toEqual([4]);
    expect(usePreview.getState().guided?.total).toBe(4);
    // By the first call alone: 2 rows of 60 s over 5, 25 times.
    expect(usePreview.getState().slow).toEqual({ steps: 4, asked: STEPS, seconds: 600 });
    usePreview.setState({ allSteps: true });
    await made(2);
    expect(previews).toEqual([4, STEPS]);
    expect(usePreview.getState().slow).toEqual({ steps: STEPS, asked: STEPS, seconds: 750 });
  });

  it('goes on to all steps where its own are faster than the first call was', async () => {
    await previewed('slow to start', 0.1, 60);
    await made(2);
    expect(previews).toEqual([4, STEPS]);
    expect(usePreview.getState().slow).toBeNull();
    expect(usePreview.getState().guided?.total).toBe(STEPS);
  });

  it('of a fast one has all steps from the first on', async () => {
    await previewed('fast', 0.1, 0.2);
    expect(previews).toEqual([STEPS]);
    expect(usePreview.getState().slow).toBeNull();
  });

  it('is drawn anew where an image of its class has another seed, and of no other class', async () => {
    await previewed('seeded', 0.1, 0.2);
    const { wanted } = usePreview.getState();
    const seeded = (folder: string) =>
      useSettings.setState({
        edits: new Map([[folder, { ...NO_EDITS, seeds: [{ index: 0, seed: 5 }] }]]),
      });
    seeded('fox');
    seeded('owl');
    await made(2);
    expect(usePreview.getState().wanted).toBe(wanted + 1);
    seeded('fox');
    await made(3);
    expect(usePreview.getState().wanted).toBe(wanted + 2);
    useSettings.setState({ edits: new Map() });
  });

  it.each([
    ['run', () => useRun.setState({ status: 'running' })],
    ['evaluation', () => useEvaluate.setState({ status: 'running' })],
  ])('says that it waits for the %s', async (work, begin) => {
    await previewed(`beside the ${work}`, 0.1, 0.2);
    begin();
    const hold = schedule.claim('model');
    await expect
      .poll(() => usePreview.getState())
      .toMatchObject({
        status: 'waiting',
        note: `Waits until the ${work} has ended or is paused.`,
      });
    useRun.setState({ status: 'idle' });
    useEvaluate.setState({ status: 'idle' });
    hold.release();
    await made(2);
  });
});
