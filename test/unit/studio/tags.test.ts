import { describe, expect, it } from 'vitest';
import { allTags, tagsOf, withoutTag, withTagged } from '../../../src/studio/state/tags';

describe('tags', () => {
  it('take images once, beside other tags, and go whole', () => {
    const one = withTagged([], 'odd', ['a/1.png', 'a/2.png']);
    const two = withTagged(withTagged(one, 'dark', ['a/3.png']), 'odd', ['a/2.png', 'a/4.png']);
    expect(two).toEqual([
      ['dark', ['a/3.png']],
      ['odd', ['a/1.png', 'a/2.png', 'a/4.png']],
    ]);
    expect(withoutTag(two, 'odd')).toEqual([['dark', ['a/3.png']]]);
    expect(one).toEqual([['odd', ['a/1.png', 'a/2.png']]]);
  });

  it('of one name are one tag over all classes, listed by name', () => {
    const folders = new Map([
      ['bell', withTagged(withTagged([], 'odd', ['a/1', 'a/2']), 'dark', ['a/3'])],
      ['__proto__', withTagged([], 'odd', ['b/1'])],
    ]);
    const state = { folders, exporting: null };
    expect([...allTags(state)]).toEqual([
      ['dark', 1],
      ['odd', 3],
    ]);
    expect(tagsOf(state, '__proto__')).toEqual([['odd', ['b/1']]]);
    expect(tagsOf(state, 'snail')).toEqual([]);
  });
});
