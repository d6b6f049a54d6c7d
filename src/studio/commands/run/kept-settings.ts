/**
 * What the sliders say, brought back after a reload, whether or not a run was made of it. Written at once, in a
 * store that does not wait: a database's write stands behind a run's images, and a reload would come before it.
 */
import { StillroomError } from '../../../core/errors';
import { JsonReader, NOT_OURS } from '../../../core/formats/json-reader';
import { readEdits } from '../../../core/formats/recipe';
import type { Tab } from '../../../data/store/tabs';
import { methodById } from '../../../methods';
import { parseParameters } from '../../../methods/parameters';
import { samplingSchema } from '../../../methods/sampling';
import { editsByFolder } from '../../adapters/recipe-edits';
import { takeKept, useSettings, type SettingsState } from '../../state/settings';

/** Raised when their shape changes: older ones are not read. */
const VERSION = 1;

const FILE = { name: 'kept settings', code: 'BadRecipe', advice: NOT_OURS } as const;

export type KeptSettings = Omit<SettingsState, 'past'>;

const PREFIX = 'stillroom-settings/';

type Named = Pick<Tab, 'id'>;

/** The browser's storage for words, shared by its tabs. */
export type SettingsStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** @throws StillroomError BadRecipe, BadParameter for what is not ours, or of other parameters than today's */
function readKept(value: unknown): KeptSettings {
  const reader = new JsonReader(value, FILE);
  reader.at('version').integer(VERSION, VERSION);
  const method = methodById(reader.at('method').string());
  return {
    method: method.id,
    parameters: parseParameters(method.schema, reader.at('parameters').scalars()),
    sampling: parseParameters(samplingSchema, reader.at('sampling').scalars()),
    edits: editsByFolder(reader.at('edits').list().map(readEdits)),
    touched: new Set(reader.at('touched').strings()),
  };
}

/** Null where nobody set anything yet, and where what stands there cannot be used. */
export function keptSettings(store: SettingsStore, { id }: Named): KeptSettings | null {
  const text = store.getItem(PREFIX + id);
  if (text === null) return null;
  try {
    return readKept(JSON.parse(text));
  } catch (error) {
    // Of another version of the program, or of somebody else: the page then starts as ever.
    if (error instanceof StillroomError || error instanceof SyntaxError) return null;
    throw error;
  }
}

export function keepSettings(store: SettingsStore, { id }: Named, kept: KeptSettings): void {
  const { method, parameters, sampling, edits, touched } = kept;
  const value = {
    version: VERSION,
    method,
    parameters,
    sampling,
    edits: [...edits].map(([folder, own]) => ({ folder, ...own })),
    touched: [...touched],
  };
  try {
    store.setItem(PREFIX + id, JSON.stringify(value));
  } catch {
    // Storage that is full or forbidden remembers nothing.
  }
}

/** Puts what the tab's sliders said before a reload on them again. @returns false where that is not known */
export function restoreSettings(store: SettingsStore, tab: Named): boolean {
  const kept = keptSettings(store, tab);
  if (kept !== null) takeKept(kept);
  return kept !== null;
}

/** Takes away what tabs said that are gone for good. @param known ids of those that can come back */
export function forgetSettings(store: SettingsStore, known: ReadonlySet<string>): void {
  const keys = Array.from({ length: store.length }, (_, index) => store.key(index) ?? '');
  for (const key of keys) {
    if (key.startsWith(PREFIX) && !known.has(key.slice(PREFIX.length))) store.removeItem(key);
  }
}

/** False for a pack's own wishes, which come again with the pack. */
function isByHand(now: SettingsState, before: SettingsState): boolean {
  return now.touched !== before.touched || now.past.length !== before.past.length;
}

/** Keeps every change from now on. @returns ends it */
export function followSettings(store: SettingsStore, tab: Named): () => void {
  return useSettings.subscribe((now, before) => {
    if (isByHand(now, before)) keepSettings(store, tab, now);
  });
}
