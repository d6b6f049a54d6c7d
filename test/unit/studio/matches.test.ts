import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { chosenClass, matchesOf } from '../../../src/studio/models/matches';

const read = (name: string) =>
  parsePack(JSON.parse(readFileSync(`test/assets/${name}/pack.json`, 'utf8')));
const DIT = read('narrow-dit');
const row = (folder: string, prompt: string, included = true) => ({
  folder,
  name: folder,
  prompt,
  included,
});

describe('the classes of a collection beside a model’s', () => {
  it('are known by their prompts; what is not is asked for, with what it may be', () => {
    const matches = matchesOf(DIT, [
      row('n01440764', 'tench'),
      row('cranes', 'crane'),
      row('okapis', 'okapi'),
      row('left out', 'okapi', false),
    ]);
    expect(matches).toEqual({
      known: 1,
      open: [
        {
          folder: 'cranes',
          name: 'cranes',
          candidates: [
            { prompt: 'n02012849', label: 'n02012849 crane' },
            { prompt: 'n03126707', label: 'n03126707 crane' },
          ],
        },
        { folder: 'okapis', name: 'okapis', candidates: [] },
      ],
    });
  });

  it('are no question for a model of text', () => {
    expect(matchesOf(read('narrow-sd15'), [row('okapis', 'okapi')])).toBeNull();
  });

  it('are chosen by words that mean one class', () => {
    const { classes } = DIT;
    if (classes === undefined) throw new Error('the pack has no classes');
    expect(
      ['Tench', 'n01440764', 'crane', 'okapi', ''].map((text) => chosenClass(classes, text)),
    ).toEqual(['tench', 'tench', null, null, null]);
  });
});
