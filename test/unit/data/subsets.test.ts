import { describe, expect, it } from 'vitest';
import { foldersOf, IMAGENET_SUBSETS, subsetsAmong } from '../../../src/data/wordnet/subsets';
import { wordNet } from '../../../src/data/wordnet/names';

const named = (id: string) => {
  const found = IMAGENET_SUBSETS.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

describe('The subsets of ImageNet', () => {
  it('are of ImageNet’s classes, ten each and a hundred, each once', async () => {
    const known = await wordNet();
    for (const { id, wordnetIds } of IMAGENET_SUBSETS) {
      expect([id, wordnetIds.size]).toEqual([id, id === 'imagenet-100' ? 100 : 10]);
      for (const wordnetId of wordnetIds) expect(known.has(wordnetId), wordnetId).toBe(true);
    }
  });

  it('are called as the papers call their classes', async () => {
    const known = await wordNet();
    const names = (id: string) =>
      [...named(id).wordnetIds].map((one) => known.get(one)?.names[0]?.toLowerCase());
    expect(names('imagenette')).toContain('tench');
    expect(names('imagewoof')).toContain('australian terrier');
    // GLaD's table of classes, of each the first and the last.
    expect([names('imagenet-a')[0], names('imagenet-a')[9]]).toEqual(['leonberg', 'limpkin']);
    expect([names('imagenet-b')[0], names('imagenet-b')[9]]).toEqual([
      'spoonbill',
      'ruddy turnstone',
    ]);
    expect([names('imagenet-c')[0], names('imagenet-c')[9]]).toEqual(['freight car', 'goldfinch']);
    expect([names('imagenet-d')[0], names('imagenet-d')[9]]).toEqual(['ostrich', 'ringlet']);
    expect([names('imagenet-e')[0], names('imagenet-e')[9]]).toEqual(['spindle', 'lycaenid']);
  });

  it('are offered where all their classes are there, and more', async () => {
    const all = [...(await wordNet()).keys()];
    expect(subsetsAmong(all)).toEqual(IMAGENET_SUBSETS);
    const woof = [...named('imagewoof').wordnetIds];
    expect(subsetsAmong(woof)).toEqual([]);
    expect(subsetsAmong(woof.slice(1))).toEqual([]);
    expect(subsetsAmong([...woof, 'my dog']).map(({ id }) => id)).toEqual(['imagewoof']);
  });

  it('are found in folders of folders, in the collection’s order', () => {
    const folders = ['train/n02105641', 'train/n01440764', 'n02096294-Australian_terrier'];
    expect(foldersOf(named('imagewoof'), folders)).toEqual([
      'train/n02105641',
      'n02096294-Australian_terrier',
    ]);
  });
});
