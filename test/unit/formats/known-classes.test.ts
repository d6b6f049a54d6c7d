import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PackDescription } from '../../../src/core/formats/pack';
import {
  classesMeant,
  nameOfClass,
  takesPrompt,
  usualPrompt,
} from '../../../src/core/formats/pack/known-classes';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';

const read = (name: string): PackDescription =>
  parsePack(JSON.parse(readFileSync(`test/assets/${name}/pack.json`, 'utf8')));
const DIT = read('narrow-dit');
const SD = read('narrow-sd15');

const classes = {
  closed: true,
  names: ['tench, Tinca tinca', 'crane', 'crane'],
  wordnetIds: ['n01440764', 'n02012849', 'n03126707'],
};
const pack = { ...DIT, classes };

describe('a text among a model’s classes', () => {
  it('means a class by WordNet id or any of its names, and none by half a name', () => {
    for (const text of ['n01440764', 'N01440764 ', 'Tench', 'tinca_tinca', 'tench, tinca tinca']) {
      expect(classesMeant(classes, text), text).toEqual([0]);
    }
    expect(classesMeant(classes, 'crane')).toEqual([1, 2]);
    expect(classesMeant(classes, 'tinca')).toEqual([]);
    expect(classesMeant(classes, '')).toEqual([]);
  });

  it('is taken as a prompt where it means one, or nothing at all; models of text take any', () => {
    expect(
      ['tench', 'crane', 'n02012849', 'okapi', ''].map((text) => takesPrompt(pack, text)),
    ).toEqual([true, false, true, false, true]);
    expect(takesPrompt(SD, 'okapi')).toBe(true);
  });

  it('of any class of ImageNet is found again by the name that the class is asked for by', () => {
    const { classes: imagenet } = DIT;
    if (imagenet === undefined) throw new Error('the pack has no classes');
    expect(imagenet.names).toHaveLength(1000);
    imagenet.names.forEach((_, row) => {
      expect(classesMeant(imagenet, nameOfClass(imagenet, row))).toEqual([row]);
      expect(classesMeant(imagenet, imagenet.wordnetIds?.[row] ?? '')).toEqual([row]);
    });
  });
});

describe('what a model is asked for a class', () => {
  it('is the class of the folder’s WordNet id before that of any name', () => {
    const asked = (folder: string, words: string, also: string[] = []) =>
      usualPrompt(pack, { folder, words, also });
    expect(asked('train/n02012849', 'crane')).toBe('n02012849');
    expect(asked('n01440764', 'crane')).toBe('tench');
    expect(asked('fish', 'Tinca tinca')).toBe('tench');
    expect(asked('fish', 'a fish', ['fish', 'Tench'])).toBe('tench');
  });

  it('is the words as they stand where they mean no class, or two, and no id decides', () => {
    for (const folder of ['cranes', 'n99999999']) {
      const prompt = usualPrompt(pack, { folder, words: 'crane' });
      expect([prompt, takesPrompt(pack, prompt)]).toEqual(['crane', false]);
    }
  });

  it('is the template with the words for a model of text, whatever the folder is called', () => {
    expect(usualPrompt(SD, { folder: 'n01440764', words: 'okapi', also: ['tench'] })).toBe(
      'a photo of a okapi',
    );
  });
});
