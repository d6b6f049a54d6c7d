/** `stillroom recipe` for a model of class labels: folders become classes, and what does not is said once. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dispatch } from '../../../src/command/dispatch';
import { parseRecipe } from '../../../src/core/formats/recipe';
import { IMAGENET_SUBSETS } from '../../../src/data/wordnet/subsets';
import { writeDrawnFolders } from '../../support/command/drawn-folders';

const folder = mkdtempSync(join(tmpdir(), 'stillroom-class-prompts-'));
const data = join(folder, 'data');
const FOLDERS = ['n02085620', 'crane', 'my dogs', 'Goldfish'];
beforeAll(() => {
  writeDrawnFolders(data, FOLDERS.length, 2).forEach((name, i) => {
    renameSync(join(data, name), join(data, FOLDERS[i] ?? ''));
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function recipeOf(pack: string, ...more: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await dispatch(
    ['recipe', '--data', data, '--method', 'plain', '--ipc', '2', '--pack', pack, ...more],
    {
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      status: null,
      closed: new AbortController().signal,
      columns: 80,
      entry: new URL('file:///stillroom.mjs'),
    },
  );
  const made = code === 0 ? parseRecipe(JSON.parse(out.join('\n'))) : null;
  const classes = made?.classes ?? [];
  return {
    code,
    err,
    framing: made?.framing,
    prompts: Object.fromEntries(classes.map(({ folder: of, prompt }) => [of, prompt])),
  };
}

const DIT = 'test/assets/narrow-dit';

describe('a recipe of a subset of ImageNet', () => {
  const woof = IMAGENET_SUBSETS.find(({ id }) => id === 'imagewoof')?.wordnetIds ?? new Set();
  const imagenet = join(folder, 'imagenet');
  beforeAll(() => {
    for (const name of [...woof, 'n01440764']) {
      mkdirSync(join(imagenet, name), { recursive: true });
      writeFileSync(join(imagenet, name, '1.png'), '');
    }
  });

  it('has its classes alone', async () => {
    const { code, prompts } = await recipeOf(DIT, '--data', imagenet, '--subset', 'imagewoof');
    expect(code).toBe(0);
    expect(new Set(Object.keys(prompts))).toEqual(woof);
  });

  it.each([
    ['imagecat', /no subset "imagecat".*imagewoof/],
    ['imagenette', /has 1 of the 10 classes of ImageNette/],
  ])('is refused where it is %s', async (name, why) => {
    const { code, err } = await recipeOf(DIT, '--data', imagenet, '--subset', name);
    expect([code, err.join()]).toEqual([64, expect.stringMatching(why)]);
  });
});

describe('a recipe for a model of class labels', () => {
  it('finds folders by WordNet id and by name, and says once which it does not', async () => {
    const { prompts, err } = await recipeOf(DIT);
    expect(prompts).toMatchObject({ n02085620: 'Chihuahua', Goldfish: 'goldfish' });
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(/1000 classes.*crane \(n02012849 or n03126707\?\), my dogs are:/);
  });

  it('takes what a person says, by name or id, and then has nothing to say', async () => {
    const file = join(folder, 'classes.json');
    writeFileSync(file, JSON.stringify({ crane: 'n03126707', 'my dogs': 'goldfish' }));
    const words = ['--class-file', file, '--class', 'my dogs=n02088364'];
    const { prompts, err } = await recipeOf(DIT, ...words);
    expect(prompts).toMatchObject({ crane: 'n03126707', 'my dogs': 'beagle' });
    expect(err).toEqual([]);
  });

  it('refuses a folder that is not there, words that name nothing, and a file that is no list', async () => {
    const refused = async (...words: string[]) => {
      const { code, err } = await recipeOf(DIT, ...words);
      expect(code).toBe(64);
      return err.join('\n');
    };
    expect(await refused('--class', 'okapi=tench')).toContain('no class "okapi"; it has');
    expect(await refused('--class', 'crane=')).toContain('--class FOLDER=NAME');
    const file = join(folder, 'list.json');
    for (const [content, said] of [
      ['[', "can't be read"],
      ['["crane"]', 'holds something else'],
      ['{"crane": 3}', 'has no name for "crane"'],
    ] as const) {
      writeFileSync(file, content);
      expect(await refused('--class-file', file)).toContain(said);
    }
  });
});

describe('a folder with an accent', () => {
  const [composed, apart] = ['caf\u00e9', 'cafe\u0301'];
  const places = [composed, apart].map((name, i) => {
    const place = join(folder, `accents-${i}`);
    mkdirSync(join(place, name), { recursive: true });
    writeFileSync(join(place, name, '1.png'), '');
    return place;
  });

  it.each(places)('is meant however its name is written: %s', async (place) => {
    for (const written of [composed, apart]) {
      const words = ['--data', place, '--class', `${written}=tench`];
      expect(await recipeOf('test/assets/narrow-sd15', ...words)).toMatchObject({
        code: 0,
        prompts: { [composed]: 'a photo of a tench' },
      });
    }
  });
});

it.each(['utf8', 'utf16le'] as const)(
  'reads a file of classes that Windows wrote as %s',
  async (encoding) => {
    const file = join(folder, `${encoding}.json`);
    writeFileSync(file, '\ufeff{"crane": "tench"}', encoding);
    const { code, err } = await recipeOf('test/assets/narrow-sd15', '--class-file', file);
    expect([code, err]).toEqual([0, []]);
  },
);

it('puts a name into the template of a model of text, which knows every word', async () => {
  const { prompts, err } = await recipeOf(
    'test/assets/narrow-sd15',
    '--class',
    'my dogs=old terrier',
  );
  expect(prompts).toMatchObject({
    'my dogs': 'a photo of a old terrier',
    crane: 'a photo of a crane',
  });
  expect(err).toEqual([]);
});

it('says how pictures become squares where a person asks for all of them', async () => {
  expect((await recipeOf(DIT)).framing).toBeUndefined();
  expect((await recipeOf(DIT, '--squash')).framing).toBe('squash');
});
