import { describe, expect, it } from 'vitest';
import {
  leastValuable,
  valuedImages,
  valueEnds,
  valueSentence,
} from '../../../../src/studio/evaluate/valuedImages';

/** @param means of two classes' images; an interval is 0.01 to each side */
function images(first: readonly number[], second: readonly number[]) {
  const value = (mean: number) => ({
    mean,
    interval: [mean - 0.01, mean + 0.01] as const,
    count: 10,
  });
  const both = [...first.map((mean) => [0, mean]), ...second.map((mean) => [1, mean])];
  return valuedImages(
    both.map(([label = 0, mean = 0], image) => ({ image, label, value: value(mean) })),
  );
}

describe('valued images', () => {
  const all = images([0.03, -0.005, -0.025], [0.005, -0.02, 0.015]);

  it('lie in their class at a place, and are clear where no zero is in the interval', () => {
    expect(all.map(({ label, index }) => [label, index])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    expect(all.map(({ isClear }) => isClear)).toEqual([true, false, true, false, true, true]);
  });

  it('are marked where they lie, the least valuable ones', () => {
    // Three of six are the lower end: the third and second of the first class, the second of the other.
    const classes = ['owl', '__proto__'].map((folder) => ({ folder, name: folder }));
    const marks = leastValuable(all, classes);
    expect([...(marks.get('owl')?.keys() ?? [])]).toEqual([2, 1]);
    expect([...(marks.get('__proto__')?.keys() ?? [])]).toEqual([1]);
    expect(marks.get('owl')?.get(2)).toBe(
      'Among the 3 images of the set that are worth least: −2.5 (−3.5 to −1.5) points, clear.',
    );
    expect(marks.get('owl')?.get(1)).toMatch(/not clear/);
  });

  it('have two ends, the outermost first, and none is in both', () => {
    const { least, most } = valueEnds(all, 2);
    expect(least.map(({ image }) => image)).toEqual([2, 4]);
    expect(most.map(({ image }) => image)).toEqual([0, 5]);
    const whole = valueEnds(all.slice(0, 5));
    expect(whole.least).toHaveLength(2);
    expect(whole.most).toHaveLength(2);
  });

  it('are said to be clear only where more are than chance makes', () => {
    expect(valueSentence(all, 10)).toBe(
      '2 images clearly worth less than the mean of the class and 2 clearly worth more, from 10 pairs of halves; of 6 images, about 1 would seem so by chance.',
    );
    expect(valueSentence(images([0.03, 0, 0], [0, 0, 0]), 1)).toMatch(
      /^No image is clearly worth more or less than its class’s others, from 1 pair of halves: of 6 images, 1 would/,
    );
  });
});
