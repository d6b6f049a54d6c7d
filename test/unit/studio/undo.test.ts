import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import { startUndoJournal, type UndoJournal } from '../../../src/studio/commands/undo';
import { excludedFrom, useExcluded } from '../../../src/studio/state/excluded';
import {
  clearSelection,
  selectClass,
  selectImage,
  useSelection,
} from '../../../src/studio/state/selection';
import {
  changeSettings,
  resetSettings,
  takePackDefaults,
  useSettings,
} from '../../../src/studio/state/settings';

const sampling = { ...defaultsOf(samplingSchema), steps: 25 };
const start = { method: 'coda', parameters: {}, sampling };
let journal: UndoJournal;

beforeEach(() => {
  answer = Promise.resolve(true);
  resetSettings(start);
  useSelection.setState({ folder: 'bell', image: null, lasso: [], hovered: null });
  useExcluded.setState({ folders: new Map(), replaced: null });
  journal = startUndoJournal(leaveOut);
});

afterEach(() => journal.stop());

/** What a person answers where the page asks first. */
let answer: Promise<boolean>;

/** As the page does it. */
async function leaveOut(folder: string, paths: readonly string[]): Promise<boolean> {
  if (!(await answer)) return false;
  useExcluded.setState((state) => ({
    folders: new Map([...state.folders, [folder, paths]]),
    replaced: { folder, paths: excludedFrom(state, folder) },
  }));
  return true;
}

const leftOut = () => excludedFrom(useExcluded.getState(), 'bell');
/** Resolves when what was asked is answered and done. */
const answered = () => new Promise((resolve) => setTimeout(resolve));

function setSteps(steps: number, now: number): void {
  changeSettings((settings) => ({ sampling: { ...settings.sampling, steps } }), 'steps', now);
}

describe('Ctrl+Z', () => {
  it('is of what a person did, and not of a model that came meanwhile', () => {
    setSteps(30, 0);
    selectImage(7);
    takePackDefaults({ solver: 'ddim', steps: 50, cfgScale: 4 });
    journal.undo();
    expect(useSelection.getState().image).toBeNull();
    expect(useSettings.getState().sampling.steps).toBe(30);
    journal.undo();
    expect(useSettings.getState().sampling.steps).toBe(25);
  });

  it('walks back through settings and selections in the order in which they changed', () => {
    setSteps(30, 0);
    selectImage(7);
    setSteps(40, 5000);
    expect(journal.undo()).toBe(true);
    expect(useSettings.getState().sampling.steps).toBe(30);
    expect(useSelection.getState().image).toBe(7);
    journal.undo();
    expect(useSelection.getState().image).toBeNull();
    journal.undo();
    expect(useSettings.getState().sampling.steps).toBe(25);
    expect(journal.undo()).toBe(false);
  });

  it('takes one drag of a slider back as one step', () => {
    for (let i = 0; i < 10; i++) setSteps(26 + i, 100_000 + 20 * i);
    journal.undo();
    expect(useSettings.getState().sampling.steps).toBe(25);
  });

  it('brings back a lasso that Esc cleared', () => {
    useSelection.setState({ lasso: [1, 2, 3] });
    clearSelection();
    journal.undo();
    expect(useSelection.getState().lasso).toEqual([1, 2, 3]);
  });

  it('takes images in again before it brings back what was selected by their old numbers', async () => {
    useSelection.setState({ lasso: [4, 9] });
    clearSelection();
    await leaveOut('bell', ['bell/4.png', 'bell/9.png']);
    await leaveOut('bell', ['bell/4.png', 'bell/9.png', 'bell/2.png']);
    journal.undo();
    await answered();
    expect(leftOut()).toEqual(['bell/4.png', 'bell/9.png']);
    journal.undo();
    await answered();
    expect(leftOut()).toEqual([]);
    expect(useSelection.getState().lasso).toEqual([]);
    journal.undo();
    expect(useSelection.getState().lasso).toEqual([4, 9]);
  });

  it('keeps the step where taking images in again is answered with no', async () => {
    await leaveOut('bell', ['bell/4.png']);
    answer = Promise.resolve(false);
    expect(journal.undo()).toBe(true);
    await answered();
    expect(leftOut()).toEqual(['bell/4.png']);
    answer = Promise.resolve(true);
    expect(journal.undo()).toBe(true);
    await answered();
    expect(leftOut()).toEqual([]);
    expect(journal.undo()).toBe(false);
  });

  it('takes nothing else back while it waits for an answer', async () => {
    setSteps(30, 0);
    await leaveOut('bell', ['bell/4.png']);
    let say: (yes: boolean) => void = () => undefined;
    answer = new Promise((resolve) => {
      say = resolve;
    });
    journal.undo();
    journal.undo();
    expect(useSettings.getState().sampling.steps).toBe(30);
    say(true);
    await answered();
    expect(leftOut()).toEqual([]);
    journal.undo();
    expect(useSettings.getState().sampling.steps).toBe(25);
  });

  it('does not count hovering, nor the class that is chosen on arrival', () => {
    useSelection.setState({ hovered: 4 });
    expect(journal.undo()).toBe(false);
    journal.stop();
    useSelection.setState({ folder: null });
    journal = startUndoJournal(leaveOut);
    selectClass('snail');
    expect(journal.undo()).toBe(false);
    expect(useSelection.getState().folder).toBe('snail');
  });

  it('passes over settings whose history a reset has dropped', () => {
    selectImage(3);
    setSteps(50, 0);
    resetSettings(start);
    expect(journal.undo()).toBe(true);
    expect(useSelection.getState().image).toBeNull();
  });
});
