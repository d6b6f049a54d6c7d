/**
 * The human names of ImageNet's 1000 classes, by WordNet id.
 *
 * The ids are those of ILSVRC 2012, the names the words of WordNet 3.0's synset in their order, so
 * that the first is the one that ImageNet shows and CoDA prompts with. The table is 40 kB and is
 * loaded when a folder looks like an id.
 */

const WORDNET_ID = /^n\d{8}$/;

/** True for a name of the form n01440764. */
export function isWordNetId(name: string): boolean {
  return WORDNET_ID.test(name);
}

let table: Promise<Readonly<Record<string, string>>> | undefined;

function load(): Promise<Readonly<Record<string, string>>> {
  table ??= import('./imagenet.json').then((module) => module.default);
  return table;
}

/** The function from an id to its names, first the one to show; undefined for other ids. */
export async function wordNetNames(): Promise<(id: string) => readonly string[] | undefined> {
  const names = await load();
  return (id) => (Object.hasOwn(names, id) ? names[id]?.split(', ') : undefined);
}
