import { describe, expect, it } from 'vitest';
import {
  clusterCounts,
  countText,
  countWith,
  imagesLeft,
  isOpen,
  shownFlags,
  spanOf,
  splitCount,
  splitSize,
  type Facets,
} from '../../../src/studio/filter/crossFilter';
import {
  changeFilter,
  filterOf,
  NO_FILTER,
  useImageFilter,
} from '../../../src/studio/state/image-filter';

const facets: Facets = {
  names: ['Red-1.png', 'red-2.png', 'blue-1.png', 'blue-2.png', 'blue-3.png'],
  used: 5,
  labels: Int32Array.of(0, 0, 1, 1, -1),
  membership: Float64Array.of(1, 0.4, 0.9, 0.2, 0),
  cores: new Set([0, 2]),
  repeated: new Set([1, 4]),
  typicality: Float64Array.of(3, 1, NaN, 2, -1),
  tags: new Map([['odd', new Set([3, 4])]]),
};
const left = (filter: Partial<typeof NO_FILTER>) => imagesLeft(facets, { ...NO_FILTER, ...filter });

describe('the filters', () => {
  it('each leave what they say', () => {
    expect(left({})).toEqual([0, 1, 2, 3, 4]);
    expect(left({ text: ' RED ' })).toEqual([0, 1]);
    expect(left({ clusters: [1, -1] })).toEqual([2, 3, 4]);
    expect(left({ coresOnly: true })).toEqual([0, 2]);
    expect(left({ repeatedOnly: true })).toEqual([1, 4]);
    expect(left({ membership: [0.4, 0.9] })).toEqual([1, 2]);
    expect(left({ typicality: [-1, 2] })).toEqual([1, 3, 4]);
    expect(left({ tag: 'odd' })).toEqual([3, 4]);
    expect(left({ tag: 'no such tag' })).toEqual([]);
  });

  it('show what is held out when asked, and count it in no cluster', () => {
    const divided = { ...facets, names: [...facets.names, 'red-3.png', 'blue-4.png'] };
    const side = (split: 'used' | 'held out' | 'both', more: Partial<typeof NO_FILTER> = {}) =>
      imagesLeft(divided, { ...NO_FILTER, ...more, split });
    expect(side('used')).toEqual([0, 1, 2, 3, 4]);
    expect(side('held out')).toEqual([5, 6]);
    expect(side('both', { text: 'blue' })).toEqual([2, 3, 4, 6]);
    expect(side('both', { clusters: [-1] })).toEqual([4]);
    expect(side('held out', { membership: [0, 1] })).toEqual([]);
    const both = { ...NO_FILTER, split: 'both' as const };
    expect(clusterCounts(divided, both)).toEqual(clusterCounts(facets, NO_FILTER));
    expect(splitCount(divided, { ...both, text: 'red' }, 'held out')).toBe(1);
    expect(splitSize(divided, 'both')).toBe(7);
    expect([isOpen(divided, NO_FILTER), isOpen(divided, both)]).toEqual([true, false]);
    // The map has the used ones alone.
    expect(shownFlags(divided.used, side('both'))).toBeNull();
    expect(shownFlags(divided.used, side('held out'))).toEqual(new Uint8Array(5));
  });

  it('hold together, and pass over what is not known', () => {
    expect(left({ text: 'blue', membership: [0.1, 1], typicality: [0, 9] })).toEqual([3]);
    const unmapped = { ...facets, labels: null, membership: null, typicality: null };
    const filter = { ...NO_FILTER, clusters: [1], membership: [0.5, 1] as const };
    expect(imagesLeft(unmapped, filter)).toEqual([0, 1, 2, 3, 4]);
    expect([isOpen(unmapped, filter), isOpen(facets, filter)]).toEqual([true, false]);
  });

  it('count what each would leave while the others stand as they are', () => {
    const filter = { ...NO_FILTER, text: '1', clusters: [0] };
    expect(clusterCounts(facets, filter)).toEqual(
      new Map([
        [0, 1],
        [1, 1],
      ]),
    );
    expect(countWith(facets, filter, 'coresOnly', facets.cores)).toBe(1);
    expect([countText(47, 412), countText(412, 412)]).toEqual(['47 / 412', '412']);
  });

  it('tell a map what to draw, and a slider from where to where', () => {
    expect(shownFlags(3, [0, 2])).toEqual(Uint8Array.of(1, 0, 1));
    expect(shownFlags(2, [0, 1])).toBeNull();
    expect(spanOf(facets.typicality)).toEqual([-1, 3]);
    expect([spanOf(null), spanOf(Float64Array.of(NaN))]).toEqual([null, null]);
  });

  it('are of one class: another is shown whole', () => {
    changeFilter('bell', { text: 'a' });
    changeFilter('bell', { coresOnly: true });
    const state = useImageFilter.getState();
    expect(filterOf(state, 'bell')).toEqual({ ...NO_FILTER, text: 'a', coresOnly: true });
    expect(filterOf(state, 'snail')).toBe(NO_FILTER);
  });
});
