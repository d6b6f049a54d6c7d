/** What a class is called on the page, and what the model is asked for. A person's words go before a pack's. */
import type { PackDescription } from '../../core/formats/pack';
import { usualPrompt as promptFor } from '../../core/formats/pack/known-classes';
import { promptOf, type CollectionClass } from '../../data/import/collection';
import type { ClassEdit } from '../../data/store/remembered-collection';
import type { ClassRow } from '../state/collection';

type Called = Pick<ClassRow, 'name' | 'prompt' | 'usualPrompt'>;
type Named = Omit<CollectionClass, 'images' | 'heldOut'>;

function usual(entry: Named, name: string, pack: PackDescription | null): string {
  const written = name !== entry.name;
  if (pack === null) return written ? name : (entry.words ?? name);
  // Another name says that the folder's own words, and its id, are not what is meant.
  return written ? promptFor(pack, { folder: '', words: name }) : promptOf(entry, pack);
}

/** @param pack null while none is loaded: the words then stand alone */
export function called(entry: Named, edit: ClassEdit, pack: PackDescription | null): Called {
  const { name = entry.name, prompt } = edit;
  const usualPrompt = usual(entry, name, pack);
  return { name, prompt: prompt ?? usualPrompt, usualPrompt };
}

/** An edit without a prompt that says no more than the usual one, so that it follows name and model. */
export function withoutUsualPrompt(
  entry: Named,
  { prompt, ...edit }: ClassEdit,
  pack: PackDescription | null,
): ClassEdit {
  const { usualPrompt } = called(entry, edit, pack);
  return prompt === undefined || prompt === usualPrompt ? edit : { ...edit, prompt };
}
