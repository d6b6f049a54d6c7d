/** What the sliders say: the method, its parameters, the sampling. Undo walks back through it. */
import { create } from 'zustand';
import type { ListEdits } from '../../core/scoring/edits';

export type ParameterValue = number | string | boolean;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

export type EditsByFolder = Readonly<Record<string, ListEdits>>;

export interface Settings {
  readonly method: string;
  /** Values of the method's schema, by parameter id. */
  readonly parameters: ParameterValues;
  /** Values of the shared sampling schema (images per class, seed, steps, CFG scale, solver). */
  readonly sampling: ParameterValues;
  /** What was changed by hand about the ranked lists of classes, by folder. */
  readonly edits?: EditsByFolder;
}

export interface SettingsState extends Settings {
  readonly edits: EditsByFolder;
  readonly past: readonly Settings[];
}

/** A slider move makes many values; moves of one control within this time undo as one. */
const COALESCE_MS = 600;
const HISTORY_LIMIT = 200;

export const useSettings = create<SettingsState>(() => ({
  method: 'coda',
  parameters: {},
  sampling: {},
  edits: {},
  past: [],
}));

let lastChange = { key: '', time: Number.NEGATIVE_INFINITY };

function settingsOf({ method, parameters, sampling, edits }: SettingsState): Settings {
  return { method, parameters, sampling, edits };
}

/**
 * Changes settings and remembers what they were.
 * @param key names the control that moved, so that one drag is one undo step
 * @param now milliseconds of any steady clock
 */
export function changeSettings(patch: Partial<Settings>, key: string, now: number): void {
  const joins = key === lastChange.key && now - lastChange.time < COALESCE_MS;
  lastChange = { key, time: now };
  useSettings.setState((state) => ({
    ...patch,
    past: joins ? state.past : [...state.past, settingsOf(state)].slice(-HISTORY_LIMIT),
  }));
}

/** Sets the starting values (a restored recipe, a method's defaults) without an undo step. */
export function resetSettings(settings: Settings): void {
  lastChange = { key: '', time: Number.NEGATIVE_INFINITY };
  useSettings.setState({ edits: {}, ...settings, past: [] });
}

/** Goes back by one step; false when there is none. */
export function undoSettings(): boolean {
  const { past } = useSettings.getState();
  const previous = past.at(-1);
  if (previous === undefined) return false;
  lastChange = { key: '', time: Number.NEGATIVE_INFINITY };
  useSettings.setState({ ...previous, past: past.slice(0, -1) });
  return true;
}
