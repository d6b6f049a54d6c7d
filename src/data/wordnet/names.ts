/**
 * What WordNet says of ImageNet's 1000 classes, by id.
 *
 * The ids are those of ILSVRC 2012, the names the words of WordNet 3.0's synset in their order, so
 * that the first is the one that ImageNet shows and CoDA prompts with. A few first names are shared
 * (two cranes, two maillots): the first word of the synset's hypernym tells those apart. The tables
 * are 70 kB and are loaded when a folder looks like an id.
 */

export interface WordNetEntry {
  /** The synset's words, first the one to show. */
  readonly names: readonly [string, ...string[]];
  /** What it is a kind of: the first word of its first hypernym, "wading bird". */
  readonly kind: string;
}

export type WordNet = ReadonlyMap<string, WordNetEntry>;

const WORDNET_ID = /^n\d{8}$/;

/** True for a name of the form n01440764. */
export function isWordNetId(name: string): boolean {
  return WORDNET_ID.test(name);
}

async function read(): Promise<WordNet> {
  const [names, kinds] = await Promise.all([import('./imagenet.json'), import('./kinds.json')]);
  const kindOf = new Map(Object.entries(kinds.default));
  return new Map(
    Object.entries(names.default).map(([id, words]) => {
      const [first = words, ...others] = words.split(', ');
      return [id, { names: [first, ...others], kind: kindOf.get(id) ?? '' }];
    }),
  );
}

let table: Promise<WordNet> | undefined;

/** The entries of ImageNet's classes by their ids. */
export function wordNet(): Promise<WordNet> {
  table ??= read();
  return table;
}
