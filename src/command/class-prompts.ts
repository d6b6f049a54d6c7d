/**
 * What a model is asked for the classes of a collection: what words of the command line or a file say, and for
 * the others what the model makes of their names.
 */
import { readFile } from 'node:fs/promises';
import { StillroomError } from '../core/errors';
import type { PackDescription } from '../core/formats/pack';
import {
  classesMeant,
  nameOfClass,
  takesPrompt,
  usualPrompt,
} from '../core/formats/pack/known-classes';
import { promptOf, type CollectionClass } from '../data/import/collection';
import { usage } from './arguments';
import { shellText } from './shell-text';

/** Classes by folder, each as it is to be asked for. */
export type AskedClasses = ReadonlyMap<string, string>;

function assignment(text: string): readonly [folder: string, asked: string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw usage(`--class ${text} names no class. Write --class FOLDER=NAME.`);
}

async function fromFile(path: string): Promise<[folder: string, asked: string][]> {
  const refused = (reason: string, cause?: unknown) =>
    new StillroomError(
      'BadParameter',
      `The file of classes "${path}" ${reason}. It must be a JSON object of names by folder: {"my-terriers": "n02093754"}.`,
      { path },
      { cause },
    );
  let json: unknown;
  try {
    json = JSON.parse(await shellText(new Blob([await readFile(path)])));
  } catch (cause) {
    throw refused(
      `can't be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    );
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw refused('holds something else');
  }
  return Object.entries(json).map(([folder, asked]) => {
    if (typeof asked === 'string' && asked !== '') return [folder, asked];
    throw refused(`has no name for "${folder}"`);
  });
}

/**
 * @param words "FOLDER=NAME" each; they go before the file's
 * @param file JSON of names by folder
 * @param folders of the collection
 * @throws StillroomError BadParameter for a folder that the collection lacks, or a file that is none
 */
export async function askedClasses(
  words: readonly string[],
  file: string | undefined,
  folders: readonly string[],
): Promise<AskedClasses> {
  const said = [...(file === undefined ? [] : await fromFile(file)), ...words.map(assignment)];
  // A class is called by its folder's composed form, whatever the disk or the keyboard makes of it.
  const asked = new Map(said.map(([folder, name]) => [folder.normalize('NFC'), name]));
  for (const folder of asked.keys()) {
    if (folders.includes(folder)) continue;
    throw new StillroomError(
      'BadParameter',
      `The data has no class "${folder}"; it has ${folders.slice(0, 8).join(', ')}${folders.length > 8 ? ' ...' : ''}.`,
      { folder },
    );
  }
  return asked;
}

/**
 * The prompt of a class. A name that was asked for is found as a folder's own is: a model of labels gets the
 * class that it means, a model of text its template with the name in it.
 */
export function promptFor(
  entry: CollectionClass,
  asked: AskedClasses,
  pack: PackDescription,
): string {
  const words = asked.get(entry.folder);
  return words === undefined ? promptOf(entry, pack) : usualPrompt(pack, { folder: words, words });
}

const MOST_NAMED = 5;

/** One sentence about all classes that the model does not take; null where it takes them all. */
export function unknownSentence(
  classes: readonly { readonly folder: string; readonly prompt: string }[],
  pack: PackDescription,
): string | null {
  const unknown = classes.filter(({ prompt }) => !takesPrompt(pack, prompt));
  if (unknown.length === 0 || pack.classes === undefined) return null;
  const { classes: known } = pack;
  const said = unknown.slice(0, MOST_NAMED).map(({ folder, prompt }) => {
    const meant = classesMeant(known, prompt).map((row) => nameOfClass(known, row));
    return meant.length > 1 ? `${folder} (${meant.join(' or ')}?)` : folder;
  });
  const more = unknown.length - said.length;
  return `${pack.name} knows ${known.names.length} classes, and does not know which of them ${said.join(', ')}${more > 0 ? ` and ${more} more` : ''} ${unknown.length === 1 ? 'is' : 'are'}: no images will be generated there. Say it with --class FOLDER=NAME, by name or WordNet id.`;
}
