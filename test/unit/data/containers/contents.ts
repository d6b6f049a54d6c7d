import { StillroomError } from '../../../../src/core/errors';
import type { Collection } from '../../../../src/data/import/collection';
import { importRoots } from '../../../../src/data/import/import-roots';
import type { ImportOptions } from '../../../../src/data/import/options';
import { fileRoot } from '../memory-source';

/** A dropped archive. */
export function importArchive(
  name: string,
  content: BlobPart,
  options?: ImportOptions,
): Promise<Collection> {
  return importRoots([fileRoot(name, content)], options);
}

/** The texts of all images by their paths. */
export async function contents(collection: Collection): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { images } of collection.classes) {
    for (const image of images) texts.set(image.path, await (await image.open()).text());
  }
  return texts;
}

export const folders = ({ classes }: Collection): string[] => classes.map(({ folder }) => folder);

/** The error that work ends with. */
export async function failureOf(work: Promise<unknown>): Promise<StillroomError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof StillroomError) return error;
  throw new Error(`expected a StillroomError, got ${String(error)}`);
}
