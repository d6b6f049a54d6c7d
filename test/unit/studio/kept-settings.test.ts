/** What the sliders say survives a reload; what stands there is never trusted. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openTab, type TabHost } from '../../../src/data/store/tabs';
import { methodById } from '../../../src/methods';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import { NO_EDITS } from '../../../src/core/scoring/edits';
import {
  followSettings,
  keepSettings,
  keptSettings,
  restoreSettings,
} from '../../../src/studio/commands/run/kept-settings';
import {
  changeSettings,
  resetSettings,
  takePackDefaults,
  undoSettings,
  useSettings,
} from '../../../src/studio/state/settings';
import { MemoryStorage } from '../../support/run/memory-storage';

const host: TabHost = {
  session: { get: () => 'one', set: () => undefined },
  locks: undefined,
  now: () => 0,
  newId: () => 'one',
};
const plain = methodById('plain');
const pack = { solver: 'ddim', steps: 8, cfgScale: 3, cfgInterval: { from: 0, to: 1 } } as const;

async function place() {
  const storage = new MemoryStorage();
  return { storage, tab: await openTab(storage, host) };
}

function choosePlain(): void {
  const parameters = defaultsOf(plain.schema);
  changeSettings(() => ({ method: 'plain', parameters }), 'method', 0);
  changeSettings(
    ({ sampling }) => ({ sampling: { ...sampling, imagesPerClass: 3 } }),
    'imagesPerClass',
    5000,
  );
}

function reload(): void {
  undoSettings();
  useSettings.setState(useSettings.getInitialState());
}

beforeEach(reload);

describe('the settings of a tab', () => {
  it('are there again after a reload, without a run, and undo begins anew', async () => {
    const { storage, tab } = await place();
    const stop = followSettings(storage, Promise.resolve(tab));
    choosePlain();
    await vi.waitFor(async () => {
      const kept = await keptSettings(storage, tab);
      expect(kept?.sampling.imagesPerClass).toBe(3);
    });
    stop();
    reload();
    await restoreSettings(storage, tab);
    const { method, parameters, sampling, past } = useSettings.getState();
    expect([method, sampling.imagesPerClass, past]).toEqual(['plain', 3, []]);
    expect(parameters).toEqual(defaultsOf(plain.schema));
  });

  it('keep what undo leaves, and what was changed by hand about a class', async () => {
    const { storage, tab } = await place();
    const stop = followSettings(storage, Promise.resolve(tab));
    choosePlain();
    undoSettings();
    const edits = new Map([['__proto__', { ...NO_EDITS, seeds: [{ index: 1, seed: 7 }] }]]);
    changeSettings(() => ({ edits }), 'seed', 9000);
    await vi.waitFor(async () => expect((await keptSettings(storage, tab))?.edits.size).toBe(1));
    stop();
    reload();
    await restoreSettings(storage, tab);
    expect(useSettings.getState()).toMatchObject({ method: 'plain', edits });
    expect(useSettings.getState().sampling.imagesPerClass).toBe(10);
  });

  it("leave a pack's wishes to the pack of the day", async () => {
    const { storage, tab } = await place();
    takePackDefaults(pack);
    choosePlain();
    await keepSettings(storage, tab, useSettings.getState());
    reload();
    takePackDefaults({ ...pack, steps: 50 });
    await restoreSettings(storage, tab);
    expect(useSettings.getState().sampling).toMatchObject({ imagesPerClass: 3, steps: 50 });
    takePackDefaults(pack);
    expect(useSettings.getState().sampling).toMatchObject({ imagesPerClass: 3, steps: 8 });
  });

  it('are kept for what a person does alone', async () => {
    const { storage, tab } = await place();
    const stop = followSettings(storage, Promise.resolve(tab));
    takePackDefaults(pack);
    await Promise.resolve();
    expect(await keptSettings(storage, tab)).toBeNull();
    const sampling = defaultsOf(samplingSchema);
    resetSettings({ method: 'plain', parameters: defaultsOf(plain.schema), sampling });
    await vi.waitFor(async () => expect((await keptSettings(storage, tab))?.method).toBe('plain'));
    stop();
  });

  it('are passed over where they are foreign, old or broken', async () => {
    const { storage, tab } = await place();
    choosePlain();
    await keepSettings(storage, tab, useSettings.getState());
    const good = (await storage.get('tabs', 'one/settings')) as Record<string, unknown>;
    reload();
    const before = useSettings.getState();
    const bad: unknown[] = [
      null,
      'text',
      [],
      { ...good, version: 0 },
      { ...good, method: 'gone' },
      { ...good, parameters: { none: 1 } },
      { ...good, sampling: { ...before.sampling, imagesPerClass: 1e9 } },
      { ...good, sampling: { ...before.sampling, steps: Number.NaN } },
      { ...good, edits: 'all' },
      { ...good, edits: [{ folder: 1 }] },
      { ...good, touched: [1] },
    ];
    for (const value of bad) {
      await storage.put([{ table: 'tabs', key: 'one/settings', value }]);
      await restoreSettings(storage, tab);
      expect(useSettings.getState()).toBe(before);
    }
  });
});
