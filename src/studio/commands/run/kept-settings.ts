/**
 * What the sliders say, brought back after a reload, whether or not a run was made of it. It lies with the tab's
 * other records: `<id>/settings`.
 */
import { StillroomError } from '../../../core/errors';
import { JsonReader, NOT_OURS } from '../../../core/formats/json-reader';
import { readEdits } from '../../../core/formats/recipe';
import type { Tab } from '../../../data/store/tabs';
import { methodById } from '../../../methods';
import { parseParameters } from '../../../methods/parameters';
import { samplingSchema } from '../../../methods/sampling';
import type { Storage } from '../../../run/ports';
import { editsByFolder } from '../../adapters/recipe-edits';
import { takeKept, useSettings, type SettingsState } from '../../state/settings';
import { told } from '../told';

/** Raised when their shape changes: older ones are not read. */
const VERSION = 1;

const FILE = { name: 'kept settings', code: 'BadRecipe', advice: NOT_OURS } as const;

export type KeptSettings = Omit<SettingsState, 'past'>;

const keyOf = ({ id }: Tab): string => `${id}/settings`;

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
export async function keptSettings(storage: Storage, tab: Tab): Promise<KeptSettings | null> {
  const value = await storage.get('tabs', keyOf(tab));
  if (value === undefined) return null;
  try {
    return readKept(value);
  } catch (error) {
    // Of another version of the program: the page then starts as ever.
    if (error instanceof StillroomError) return null;
    throw error;
  }
}

export async function keepSettings(storage: Storage, tab: Tab, kept: KeptSettings): Promise<void> {
  const { method, parameters, sampling, edits, touched } = kept;
  const value = {
    version: VERSION,
    method,
    parameters,
    sampling,
    edits: [...edits].map(([folder, own]) => ({ folder, ...own })),
    touched: [...touched],
  };
  await storage.put([{ table: 'tabs', key: keyOf(tab), value }]);
}

/** Puts what the tab's sliders said before a reload on them again. */
export async function restoreSettings(storage: Storage, tab: Tab): Promise<void> {
  const kept = await keptSettings(storage, tab);
  if (kept !== null) takeKept(kept);
}

/** False for a pack's own wishes, which come again with the pack. */
function isByHand(now: SettingsState, before: SettingsState): boolean {
  return now.touched !== before.touched || now.past.length !== before.past.length;
}

/** Keeps every change from now on: of one drag, as many states as can be written. @returns ends it */
export function followSettings(storage: Storage, tab: Promise<Tab>): () => void {
  let latest: SettingsState | null = null;
  let writing = false;
  const write = async (): Promise<void> => {
    writing = true;
    try {
      while (latest !== null) {
        const state = latest;
        latest = null;
        await keepSettings(storage, await tab, state);
      }
    } finally {
      writing = false;
    }
  };
  return useSettings.subscribe((now, before) => {
    if (!isByHand(now, before)) return;
    latest = now;
    if (!writing) void told(write);
  });
}
