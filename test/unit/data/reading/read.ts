/** Imports of listed paths, told in short. */
import {
  promptOf,
  type Collection,
  type SourceImage,
} from '../../../../src/data/import/collection';
import { importRoots } from '../../../../src/data/import/import-roots';
import type { ImportOptions } from '../../../../src/data/import/options';
import type { ReadingPart } from '../../../../src/data/import/reading/reading';
import { STAND_IN_PACK } from '../../../support/run/stand-in-model';
import { fileRoot, rootsOf } from '../memory-source';

export const read = (paths: readonly string[], options?: ImportOptions): Promise<Collection> =>
  importRoots(rootsOf(paths), options);

/** Files with texts of their own beside pictures. */
export function readWith(
  paths: readonly string[],
  texts: ReadonlyMap<string, string>,
  options?: ImportOptions,
): Promise<Collection> {
  const files = [...texts].map(([path, text]) => ({ ...fileRoot(path, text), path }));
  return importRoots([...rootsOf(paths), ...files], options);
}

/** Numbered pictures in a folder. */
export const pictures = (folder: string, count = 2): string[] =>
  Array.from({ length: count }, (_, i) => `${folder}/${i}.png`);

const names = (images: readonly SourceImage[] = []): string[] => images.map(({ path }) => path);

/** Folder, paths of its images and of those held out. */
export const shape = ({ classes }: Collection): [string, string[], string[]][] =>
  classes.map(({ folder, images, heldOut }) => [folder, names(images), names(heldOut)]);

export const folders = ({ classes }: Collection): string[] => classes.map(({ folder }) => folder);

/** Folder, name and the prompt of a pack whose template adds nothing. */
export const called = ({ classes }: Collection): [string, string, string][] =>
  classes.map((entry) => [entry.folder, entry.name, promptOf(entry, STAND_IN_PACK)]);

/** Every part of the reading, parts of parts included. */
export function partsOf({ reading }: Collection): ReadingPart[] {
  const all = (parts: readonly ReadingPart[]): ReadingPart[] =>
    parts.flatMap((part) => [part, ...all(part.parts)]);
  return all(reading?.parts ?? []);
}

export const texts = (collection: Collection): string[] =>
  partsOf(collection).map(({ text }) => text);

export const choose = (...choices: [string, string][]): ImportOptions => ({
  choices: new Map(choices),
});
