/** What a class is called on the page, and what the model is asked for. A person's words go before a pack's. */
import { classPrompt, type PackDescription } from '../../core/formats/pack';
import type { CollectionClass } from '../../data/import/collection';
import type { ClassEdit } from '../../data/store/remembered-collection';
import type { ClassRow } from '../state/collection';

type Called = Pick<ClassRow, 'name' | 'prompt' | 'usualPrompt'>;
type Named = Pick<CollectionClass, 'name' | 'words'>;

/** @param pack null while none is loaded: the words then stand alone */
export function called(entry: Named, edit: ClassEdit, pack: PackDescription | null): Called {
  const { name = entry.name, prompt } = edit;
  const words = name === entry.name ? (entry.words ?? name) : name;
  const usualPrompt = pack === null ? words : classPrompt(pack, words);
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
