/**
 * The files of a model that comes as an archive: a .zip or .tar of its folder. Nothing of a .tar and nothing
 * that a .zip merely stores is copied; what a .zip packed is unpacked into memory, file by file.
 */
import { StillroomError } from '../core/errors';
import { archiveKind } from './import/sniff';
import { listTar } from './import/tar';
import { listZip } from './import/zip';
import { Pacer } from '../core/pacing';

/**
 * Its files by their path inside it.
 * @throws StillroomError PackInvalid for a file that is no such archive, BadArchive for a damaged one, Aborted
 */
export async function packArchive(
  archive: Blob,
  name: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Blob>> {
  const kind = await archiveKind(archive);
  const pacer = new Pacer(signal);
  if (kind !== 'zip' && kind !== 'tar') {
    throw new StillroomError(
      'PackInvalid',
      kind === 'gzip'
        ? `${name} is compressed as a whole (.tgz or .gz), so that no weights can be read from where they lie. Unpack it to a .tar or a folder and name that.`
        : `${name} is no archive of a model. Name its folder, or a .zip or .tar of that.`,
      { name },
    );
  }
  const files = new Map<string, Blob>();
  for await (const file of (kind === 'zip' ? listZip : listTar)(archive, '', pacer)) {
    files.set(file.path.slice(1), await file.open(signal));
  }
  return files;
}
