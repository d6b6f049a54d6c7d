/** What the sliders say survives a reload; what stands there is never trusted. */
import { beforeEach, describe, expect, it } from 'vitest';
import { methodById } from '../../../src/methods';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import { NO_EDITS } from '../../../src/core/scoring/edits';
import {
  followSettings,
  forgetSettings,
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

const tab = { id: 'one' };
const plain = methodById('plain');
const pack = { solver: 'ddim', steps: 8, cfgScale: 3, cfgInterval: { from: 0, to: 1 } } as const;

/** As a browser keeps words. */
class Words {
  readonly #values = new Map<string, string>();
  get length(): number {
    return this.#values.size;
  }
  key = (index: number): string | null => [...this.#values.keys()][index] ?? null;
  getItem = (key: string): string | null => this.#values.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.#values.set(key, value);
  removeItem = (key: string): void => void this.#values.delete(key);
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
  it('are there again after a reload at once, without a run, and undo begins anew', () => {
    const store = new Words();
    const stop = followSettings(store, tab);
    choosePlain();
    stop();
    reload();
    restoreSettings(store, tab);
    const { method, parameters, sampling, past } = useSettings.getState();
    expect([method, sampling.imagesPerClass, past]).toEqual(['plain', 3, []]);
    expect(parameters).toEqual(defaultsOf(plain.schema));
  });

  it('keep what undo leaves, and what was changed by hand about a class', () => {
    const store = new Words();
    const stop = followSettings(store, tab);
    choosePlain();
    undoSettings();
    const edits = new Map([['__proto__', { ...NO_EDITS, seeds: [{ index: 1, seed: 7 }] }]]);
    changeSettings(() => ({ edits }), 'seed', 9000);
    stop();
    reload();
    restoreSettings(store, tab);
    expect(useSettings.getState()).toMatchObject({ method: 'plain', edits });
    expect(useSettings.getState().sampling.imagesPerClass).toBe(10);
  });

  it("leave a pack's wishes to the pack of the day", () => {
    const store = new Words();
    takePackDefaults(pack);
    choosePlain();
    keepSettings(store, tab, useSettings.getState());
    reload();
    takePackDefaults({ ...pack, steps: 50 });
    restoreSettings(store, tab);
    expect(useSettings.getState().sampling).toMatchObject({ imagesPerClass: 3, steps: 50 });
    takePackDefaults(pack);
    expect(useSettings.getState().sampling).toMatchObject({ imagesPerClass: 3, steps: 8 });
  });

  it('are kept for what a person does alone', () => {
    const store = new Words();
    const stop = followSettings(store, tab);
    takePackDefaults(pack);
    expect(keptSettings(store, tab)).toBeNull();
    const sampling = defaultsOf(samplingSchema);
    resetSettings({ method: 'plain', parameters: defaultsOf(plain.schema), sampling });
    expect(keptSettings(store, tab)?.method).toBe('plain');
    stop();
  });

  it("are each tab's own, and go with a tab that cannot come back", () => {
    const store = new Words();
    store.setItem('of somebody else', '1');
    choosePlain();
    for (const id of ['one', 'two', 'three']) keepSettings(store, { id }, useSettings.getState());
    forgetSettings(store, new Set(['two']));
    expect(keptSettings(store, { id: 'one' })).toBeNull();
    expect(keptSettings(store, { id: 'two' })?.method).toBe('plain');
    expect(keptSettings(store, { id: 'three' })).toBeNull();
    expect(store.getItem('of somebody else')).toBe('1');
  });

  it('cost nothing but their memory where storage is full', () => {
    const store = new Words();
    store.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    choosePlain();
    keepSettings(store, tab, useSettings.getState());
    expect(keptSettings(store, tab)).toBeNull();
    expect(useSettings.getState().method).toBe('plain');
  });

  it('are passed over where they are foreign, old or broken', () => {
    const store = new Words();
    choosePlain();
    keepSettings(store, tab, useSettings.getState());
    const key = store.key(0) ?? '';
    const good = JSON.parse(store.getItem(key) ?? '') as Record<string, unknown>;
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
      { ...good, sampling: { ...before.sampling, steps: null } },
      { ...good, edits: 'all' },
      { ...good, edits: [{ folder: 1 }] },
      { ...good, touched: [1] },
    ];
    for (const text of ['', '{"version"', ...bad.map((value) => JSON.stringify(value))]) {
      store.setItem(key, text);
      restoreSettings(store, tab);
      expect(useSettings.getState()).toBe(before);
    }
    store.setItem(key, JSON.stringify(good));
    restoreSettings(store, tab);
    expect(useSettings.getState().method).toBe('plain');
  });
});
