import { beforeEach, describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import {
  changeSettings,
  resetSettings,
  takePackDefaults,
  undoSettings,
  useSettings,
} from '../../../src/studio/state/settings';

const pack = {
  solver: 'ddim',
  steps: 8,
  cfgScale: 3,
  cfgInterval: { from: 0.2, to: 0.8 },
} as const;
const sampling = () => useSettings.getState().sampling;

function setSteps(steps: number, now: number): void {
  changeSettings((settings) => ({ sampling: { ...settings.sampling, steps } }), 'steps', now);
}

// Files share the store: undo forgets which control another one has moved last, the rest is set back.
beforeEach(() => {
  undoSettings();
  useSettings.setState(useSettings.getInitialState());
});

describe('the settings', () => {
  it('are whole from the start', () => {
    expect(sampling()).toEqual(defaultsOf(samplingSchema));
    expect(useSettings.getState().parameters).not.toEqual({});
  });

  it("take a pack's sampling where nobody has set another", () => {
    takePackDefaults(pack);
    const { solver, steps, cfgScale, cfgFrom, cfgTo } = sampling();
    expect([solver, steps, cfgScale, cfgFrom, cfgTo]).toEqual(['ddim', 8, 3, 0.2, 0.8]);
  });

  it("keep what a person has set before the pack was there, and undo to the pack's", () => {
    setSteps(40, 0);
    takePackDefaults(pack);
    expect(sampling()).toMatchObject({ steps: 40, solver: 'ddim', cfgScale: 3 });
    expect(undoSettings()).toBe(true);
    expect(sampling()).toMatchObject({ steps: 8, solver: 'ddim', cfgScale: 3 });
  });

  it("are the next pack's where a person took back what was set", () => {
    takePackDefaults(pack);
    setSteps(40, 0);
    undoSettings();
    takePackDefaults({ ...pack, steps: 12 });
    expect(sampling().steps).toBe(12);
  });

  it('are those of a restored run, whatever pack comes', () => {
    const restored = { ...defaultsOf(samplingSchema), steps: 12, cfgScale: 1.5 };
    resetSettings({ method: 'coda', parameters: {}, sampling: restored });
    takePackDefaults(pack);
    expect(sampling()).toEqual(restored);
  });

  it('have nothing to undo at first', () => {
    expect(undoSettings()).toBe(false);
  });
});
