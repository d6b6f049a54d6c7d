import { describe, expect, it } from 'vitest';
import names from '../../../src/data/wordnet/imagenet.json';
import kinds from '../../../src/data/wordnet/kinds.json';
import { isWordNetId, wordNet } from '../../../src/data/wordnet/names';

describe("ImageNet's classes", () => {
  it('are 1000 WordNet ids in ascending order, each with names', () => {
    const ids = Object.keys(names);
    expect(ids.length).toBe(1000);
    expect(ids.every(isWordNetId)).toBe(true);
    expect(ids).toEqual([...ids].sort());
    expect(Object.values(names).every((text) => /^\S(.*\S)?$/.test(text))).toBe(true);
  });

  // The ten classes of Imagenette, as fast.ai's documentation names them.
  it.each([
    ['n01440764', 'tench'],
    ['n02102040', 'English springer'],
    ['n02979186', 'cassette player'],
    ['n03000684', 'chain saw'],
    ['n03028079', 'church'],
    ['n03394916', 'French horn'],
    ['n03417042', 'garbage truck'],
    ['n03425413', 'gas pump'],
    ['n03445777', 'golf ball'],
    ['n03888257', 'parachute'],
  ])('%s is %s', async (id, name) => {
    expect((await wordNet()).get(id)?.names[0]).toBe(name);
  });

  it('each are a kind of something', () => {
    expect(Object.keys(kinds)).toEqual(Object.keys(names));
    expect(Object.values(kinds).every((kind) => kind !== '')).toBe(true);
  });

  // By WordNet's own hypernyms of the two senses.
  it.each([
    ['n02012849', 'crane', 'wading bird'],
    ['n03126707', 'crane', 'lifting device'],
  ])('%s is a %s, a kind of %s', async (id, name, kind) => {
    expect((await wordNet()).get(id)).toEqual({ names: [name], kind });
  });

  it('know no other ids', async () => {
    const table = await wordNet();
    expect(table.get('n00000000')).toBeUndefined();
    expect(table.get('constructor')).toBeUndefined();
  });
});
