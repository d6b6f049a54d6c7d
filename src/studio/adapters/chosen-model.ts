/** A model that a person chose from the disk: the files of a folder, or one archive. */
import { packArchive } from '../../data/pack-archive';
import type { PackPlace } from '../../runtime/runtime-host';
import type { ModelChoice } from '../state/model';

export interface ChosenModel {
  readonly choice: ModelChoice;
  readonly place: PackPlace;
}

function choiceOf(name: string, detail: string): ModelChoice {
  return { id: name, name, detail, origin: 'disk', described: null };
}

/**
 * @param chosen what a directory input gave, with the folder in each path, or one .zip or .tar
 * @throws StillroomError PackInvalid for a single file that is no archive, BadArchive
 */
export async function chosenModel(chosen: readonly File[]): Promise<ChosenModel> {
  const [first] = chosen;
  if (first !== undefined && first.webkitRelativePath === '') {
    const files = await packArchive(first, first.name);
    return {
      choice: choiceOf(first.name, 'From an archive on this disk'),
      place: { kind: 'files', files },
    };
  }
  const id = first?.webkitRelativePath.split('/')[0] || 'model folder';
  const files = new Map(chosen.map((file): [string, Blob] => [file.webkitRelativePath, file]));
  return {
    choice: choiceOf(id, 'From a folder on this disk'),
    place: { kind: 'files', files },
  };
}
