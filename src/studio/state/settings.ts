/** What the sliders say: the method, its parameters, the sampling. Undo walks back through it. */
import { create } from 'zustand';
import { noNames, type ByName } from '../../core/by-name';
import type { RecipeEdits, RecipeParameters, SamplingSettings } from '../../core/formats/recipe';
import { methods } from '../../methods';
import { defaultsOf, type ParameterValue } from '../../methods/parameters';
import {
  intervalParameters,
  samplingSchema,
  type PackSamplingDefaults,
} from '../../methods/sampling';

/** What was changed by hand about one class. */
export type OwnEdits = Omit<RecipeEdits, 'folder'>;

/** What was changed by hand about classes, by folder. */
export type EditsByFolder = ByName<OwnEdits>;

export interface Settings {
  readonly method: string;
  /** All of the method's parameters, by their schema's names. */
  readonly parameters: RecipeParameters;
  readonly sampling: SamplingSettings;
  readonly edits: EditsByFolder;
}

interface SettingsStep extends Settings {
  /** Names of the sampling settings that a person or a restored run has set: no pack changes them. */
  readonly touched: ReadonlySet<string>;
}

export interface SettingsState extends SettingsStep {
  readonly past: readonly SettingsStep[];
}

/** A slider move makes many values; moves of one control within this time undo as one. */
const COALESCE_MS = 600;
const HISTORY_LIMIT = 200;

/** What the page starts with: the first method, and no pack's wishes yet. */
function startingSettings(): Settings {
  const [method] = methods;
  if (method === undefined) throw new Error('there is no method');
  return {
    method: method.id,
    parameters: defaultsOf(method.schema),
    sampling: defaultsOf(samplingSchema),
    edits: noNames(),
  };
}

export const useSettings = create<SettingsState>(() => ({
  ...startingSettings(),
  touched: new Set<string>(),
  past: [],
}));

let lastChange = { key: '', time: Number.NEGATIVE_INFINITY };

function stepOf({ method, parameters, sampling, edits, touched }: SettingsState): SettingsStep {
  return { method, parameters, sampling, edits, touched };
}

/** The same sampling with one setting changed. */
export function withSampling(
  sampling: SamplingSettings,
  name: string,
  value: ParameterValue,
): SamplingSettings {
  return { ...sampling, [name]: value };
}

/** Names of the sampling settings in which two differ. */
function changed(before: SamplingSettings, after: SamplingSettings): string[] {
  const old = new Map<string, ParameterValue>(Object.entries(before));
  return Object.entries(after).flatMap(([name, value]) => (old.get(name) === value ? [] : [name]));
}

/**
 * Changes settings and remembers what they were.
 * @param change from the settings as they stand to what is new about them
 * @param key names the control that moved, so that one drag is one undo step
 * @param now milliseconds of any steady clock
 */
export function changeSettings(
  change: (settings: SettingsState) => Partial<Settings>,
  key: string,
  now: number,
): void {
  const joins = key === lastChange.key && now - lastChange.time < COALESCE_MS;
  lastChange = { key, time: now };
  useSettings.setState((state) => {
    const patch = change(state);
    const set = changed(state.sampling, patch.sampling ?? state.sampling);
    return {
      ...patch,
      touched: new Set([...state.touched, ...set]),
      past: joins ? state.past : [...state.past, stepOf(state)].slice(-HISTORY_LIMIT),
    };
  });
}

/** Sets the starting values (a restored recipe's, say) without an undo step. */
export function resetSettings(settings: Omit<Settings, 'edits'> & Partial<Settings>): void {
  lastChange = { key: '', time: Number.NEGATIVE_INFINITY };
  const touched = new Set(Object.keys(settings.sampling));
  useSettings.setState({ edits: noNames(), ...settings, touched, past: [] });
}

/**
 * Sets what an earlier visit kept, without an undo step. Sampling that nobody had set stays what it is: it is the
 * pack's, which may be another by now.
 */
export function takeKept({
  sampling: kept,
  touched,
  ...settings
}: Omit<SettingsState, 'past'>): void {
  lastChange = { key: '', time: Number.NEGATIVE_INFINITY };
  const own: Partial<SamplingSettings> = Object.fromEntries(
    Object.entries(kept).filter(([name]) => touched.has(name)),
  );
  useSettings.setState(({ sampling }) => ({
    ...settings,
    sampling: { ...sampling, ...own },
    touched,
    past: [],
  }));
}

/**
 * Takes a pack's own sampling where nobody has set another: a pack that comes late changes nothing
 * under a person's hand, and undo does not bring back what was there before it.
 */
export function takePackDefaults({
  solver,
  steps,
  cfgScale,
  cfgInterval,
}: PackSamplingDefaults): void {
  const wanted = { solver, steps, cfgScale, ...intervalParameters(cfgInterval) };
  const taken = ({ sampling, touched }: SettingsStep): SamplingSettings => {
    const open = Object.entries(wanted).filter(([name]) => !touched.has(name));
    const own: Partial<SamplingSettings> = Object.fromEntries(open);
    return { ...sampling, ...own };
  };
  useSettings.setState((state) => ({
    sampling: taken(state),
    past: state.past.map((step) => ({ ...step, sampling: taken(step) })),
  }));
}

/** Goes back by one step; false when there is none. */
export function undoSettings(): boolean {
  let undone = false;
  lastChange = { key: '', time: Number.NEGATIVE_INFINITY };
  useSettings.setState((state) => {
    const { past } = state;
    const previous = past.at(-1);
    if (previous === undefined) return state;
    undone = true;
    return { ...previous, past: past.slice(0, -1) };
  });
  return undone;
}
