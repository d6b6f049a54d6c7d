/** The sample collection that comes with the page: an archive like any other, opened by its name. */
import { StillroomError } from '../../core/errors';
import type { Collection } from '../../data/import/collection';
import type { Importer } from '../../data/import/options';
import type { ImportRoot } from '../../data/import/roots';
import { SAMPLE_ARCHIVE_URL, SAMPLE_FOLDER } from '../../data/sample';

export const SAMPLE_ID = SAMPLE_FOLDER;
const LABEL = 'Sample collection';

/**
 * Fetches the sample collection: an archive, to which others can be added.
 * @throws StillroomError BadArchive when it cannot be fetched
 */
export async function sampleRoots(): Promise<readonly ImportRoot[]> {
  const response = await fetch(new URL(SAMPLE_ARCHIVE_URL, document.baseURI));
  if (!response.ok) {
    throw new StillroomError(
      'BadArchive',
      `The sample collection could not be fetched: the server answered ${response.status}. Reload the page, or drop your own class folders.`,
    );
  }
  const name = `${SAMPLE_FOLDER}.zip`;
  const file = new File([await response.blob()], name, { type: 'application/zip' });
  return [{ kind: 'file', file, path: name }];
}

/** Fetches and lists the sample collection. @throws StillroomError BadArchive when it cannot be fetched */
export async function openSampleCollection(id: string, importRoots: Importer): Promise<Collection> {
  const collection = await importRoots(await sampleRoots());
  return { ...collection, label: LABEL, origin: { kind: 'sample', id } };
}
