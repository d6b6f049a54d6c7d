/** `stillroom recipe`: the document that a run follows from, for class folders that are listed, not read. */
import { LARGEST_SHARE } from '../../core/held-out';
import { splitOf, type Collection } from '../../data/import/collection';
import { foldersOf, IMAGENET_SUBSETS } from '../../data/wordnet/subsets';
import { makeRecipe } from '../../run/recipe/make-recipe';
import { readDescription } from '../../runtime/pack-loader';
import { readArguments, required, usage, wholeNumber } from '../arguments';
import { askedClasses, promptFor, unknownSentence } from '../class-prompts';
import type { Command } from '../command';
import { diskPack } from '../disk-pack';
import { EXIT } from '../exit-codes';
import { openCollection } from '../open-collection';
import { settingsOf } from '../settings-of';
import { SHIPPED } from '../shipped';

const OPTIONS = {
  data: { type: 'string', multiple: true },
  method: { type: 'string' },
  ipc: { type: 'string' },
  seed: { type: 'string' },
  set: { type: 'string', multiple: true },
  pack: { type: 'string' },
  class: { type: 'string', multiple: true },
  'class-file': { type: 'string' },
  'held-out': { type: 'string' },
  squash: { type: 'boolean' },
  subset: { type: 'string' },
} as const;

/** @throws StillroomError BadParameter for an unknown subset, or one that lacks classes */
function classesOf({ classes }: Collection, name: string | undefined) {
  if (name === undefined) return classes;
  const subset = IMAGENET_SUBSETS.find(({ id }) => id === name);
  if (subset === undefined) {
    const known = IMAGENET_SUBSETS.map(({ id }) => id).join(', ');
    throw usage(`There is no subset "${name}". There are ${known}.`);
  }
  const found = new Set(
    foldersOf(
      subset,
      classes.map(({ folder }) => folder),
    ),
  );
  if (found.size === subset.wordnetIds.size) {
    return classes.filter(({ folder }) => found.has(folder));
  }
  throw usage(
    `The data has ${found.size} of the ${subset.wordnetIds.size} classes of ${subset.name}: folders called by their WordNet ids. Give the whole of it.`,
  );
}

export const recipe: Command = {
  name: 'recipe',
  usage:
    '--data PATH... --method ID --ipc N [--seed S] [--set NAME=VALUE]... [--class FOLDER=NAME]... [--held-out PERCENT] [--squash] [--subset NAME] [--pack DIR]',
  summary: 'writes a recipe on standard output',
  help: [
    '--data PATH        a class folder, a folder of them, or a .zip, .tar or .tgz of them; again for more',
    '--method ID        coda, dmgd, mode-guidance, plain ...; a wrong one lists all',
    '--ipc N            images per class',
    '--seed S           decides every random number; 0 when left out',
    '--set NAME=VALUE   a parameter of the method or of the sampling (steps, cfgScale, solver ...)',
    '--held-out N       percent of each class that are kept for evaluation, 10 when left out, 0 for none;',
    '                   where the data has folders for it (val, test), those are kept',
    '--squash           all of each picture becomes the square that the model sees, as in CoDA; without it,',
    '                   its middle does, as in DMGD',
    `--subset NAME      of a whole ImageNet the classes of ${IMAGENET_SUBSETS.map(({ id }) => id).join(', ')}`,
    '--pack DIR         a model in place of the one that ships: its folder, a .zip or .tar, a name of `pack list`',
    '--class F=NAME     what folder F is called by the model: a name, or a WordNet id where it knows those',
    '--class-file FILE  the same for many, as JSON: {"F": "NAME"}',
    '',
    'A folder that is called by a WordNet id, or as one of its classes, is found by a model of class labels.',
  ],
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    if (positionals.length > 0) throw usage(`"${positionals[0]}" belongs to no option.`);
    const { method, ipc, seed, set = [], pack: folder = SHIPPED.pack } = values;
    const data = required(values.data, 'data');
    const { pack, hash } = await readDescription(await diskPack(folder));
    const settings = settingsOf(
      {
        method: required(method, 'method'),
        imagesPerClass: wholeNumber(required(ipc, 'ipc'), 'ipc', 1, 1000),
        seed: seed === undefined ? undefined : wholeNumber(seed, 'seed', 0, 2 ** 32 - 1),
        set,
      },
      pack,
    );
    const heldOut = values['held-out'];
    const share =
      heldOut === undefined ? undefined : wholeNumber(heldOut, 'held-out', 0, LARGEST_SHARE);
    const collection = await openCollection(data);
    const asked = await askedClasses(
      values.class ?? [],
      values['class-file'],
      collection.classes.map(({ folder: of }) => of),
    );
    const named = classesOf(collection, values.subset).map((entry) => ({
      folder: entry.folder,
      name: entry.name,
      prompt: promptFor(entry, asked, pack),
    }));
    const unknown = unknownSentence(named, pack);
    if (unknown !== null) terminal.err(unknown);
    const { recipe: made } = makeRecipe(
      settings,
      named,
      { pack, packHash: hash },
      { split: splitOf(collection, share), framing: values.squash ? 'squash' : 'crop' },
    );
    terminal.out(JSON.stringify(made, null, 2));
    return EXIT.done;
  },
};
