/** Runs that were asked for, where the model does not come. */
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import { Schedule } from '../../../src/run/schedule';
import type { PageParts } from '../../../src/studio/adapters/page-parts';
import { RunCommands } from '../../../src/studio/commands/run/run-commands';
import { useNotices } from '../../../src/studio/state/notices';
import { useQueue } from '../../../src/studio/state/queue';
import { idleRun, useRun } from '../../../src/studio/state/run';
import { useSelection } from '../../../src/studio/state/selection';
import { useSettings, withSampling } from '../../../src/studio/state/settings';

// Where the page's own folder is asked for while its modules load.
vi.hoisted(() => vi.stubGlobal('document', { baseURI: 'http://localhost/' }));
afterAll(() => vi.unstubAllGlobals());
afterEach(() => {
  useQueue.setState({ runs: [] });
  useRun.setState(idleRun);
  useNotices.setState({ notices: [] });
  useSelection.setState(useSelection.getInitialState());
});

it.each([
  ['failed to load', new StillroomError('PackInvalid', 'The graph is damaged.'), 'failed'],
  ['gave way to another', new StillroomError('Aborted', 'Another was chosen.'), 'idle'],
])('end with the first where the model %s', async (_, error, status) => {
  let asked = 0;
  const ready = () => {
    asked++;
    return Promise.reject(error);
  };
  const run = new RunCommands({
    schedule: new Schedule(),
    model: { ready },
    shown: { handle: null, clear: () => undefined },
    figure: { changed: () => undefined },
  } as unknown as PageParts);
  const settings = useSettings.getState();
  const seeded = (seed: number) => ({
    ...settings,
    sampling: withSampling(settings.sampling, 'seed', seed),
  });
  await run.queue([seeded(1), seeded(2), seeded(3)]);
  expect(asked).toBe(1);
  expect(useQueue.getState().runs.map(({ status: of }) => of)).toEqual(['over']);
  expect(useRun.getState().status).toBe(status);
});

it('make the click no longer than it is, and never begin where it is taken back at once', async () => {
  let cleared = 0;
  const run = new RunCommands({
    schedule: new Schedule(),
    model: { ready: () => Promise.reject(new StillroomError('Aborted', 'none')) },
    shown: { handle: null, clear: () => void (cleared += 1) },
    figure: { changed: () => undefined },
  } as unknown as PageParts);
  const going = run.distill();
  await Promise.resolve();
  expect(useSelection.getState().tab).toBe('distil');
  expect(useRun.getState().status).toBe('idle');
  run.cancel();
  await going;
  expect(useQueue.getState().runs).toEqual([]);
  expect(cleared).toBe(0);
});
