import { describe, expect, it } from 'vitest';
import { NO_EDITS } from '../../../../src/core/scoring/edits';
import { methodById } from '../../../../src/methods';
import { defaultsOf } from '../../../../src/methods/parameters';
import { samplingSchema } from '../../../../src/methods/sampling';
import { MOST_ORDERS, numberList, runOrders } from '../../../../src/studio/runs/runOrders';

describe('several runs', () => {
  it('are every method with every number of images and every seed, in this order', () => {
    const parameters = { ...defaultsOf(methodById('coda').schema), alignment: 0.2 };
    const now = {
      method: 'coda',
      parameters,
      sampling: { ...defaultsOf(samplingSchema), steps: 7 },
      edits: new Map(),
    };
    const orders = runOrders(now, {
      methods: ['coda', 'random-real', 'gone'],
      counts: [1, 10],
      seeds: [0, 1, 2],
    });
    expect(
      orders.map(({ method, sampling }) => [method, sampling.imagesPerClass, sampling.seed]),
    ).toEqual(
      ['coda', 'random-real'].flatMap((method) =>
        [1, 10].flatMap((count) => [0, 1, 2].map((seed) => [method, count, seed])),
      ),
    );
    // The page's own values stay with the page's method; the sampling is shared.
    expect(orders[0]?.parameters).toEqual(parameters);
    expect(orders.at(-1)?.parameters).toEqual(defaultsOf(methodById('random-real').schema));
    expect(orders.every(({ sampling }) => sampling.steps === 7)).toBe(true);
  });
});

it('images made again keep their seeds under the seed that they were made with alone', () => {
  const again = [
    { index: 0, seed: 77 },
    { index: 1, seed: 78, core: 'ab' },
  ];
  const edits = new Map([['owl', { ...NO_EDITS, seeds: again }]]);
  const sampling = { ...defaultsOf(samplingSchema), seed: 3 };
  const now = { method: 'coda', parameters: {}, sampling, edits };
  const orders = runOrders(now, { methods: ['coda'], counts: [10], seeds: [3, 4] });
  expect(orders.map((order) => order.edits.get('owl')?.seeds)).toEqual([
    again,
    [{ index: 1, seed: 4, core: 'ab' }],
  ]);
});

describe('a list of numbers', () => {
  it('takes single numbers and ranges, each once, in their order', () => {
    expect(numberList('10, 1;50 10', 'imagesPerClass')).toEqual({ numbers: [10, 1, 50] });
    expect(numberList(' 0-2,1, 9 ', 'seed')).toEqual({ numbers: [0, 1, 2, 9] });
  });

  it('says of a range that is too long that it is that, not that it holds no numbers', () => {
    const said = (text: string) => numberList(text, 'seed');
    expect(said(`0-${MOST_ORDERS}`)).toEqual({
      problem: 'Seed: "0-200" are more runs than the 200 that wait.',
    });
    expect(said(`1-${MOST_ORDERS}`)).toHaveProperty('numbers.length', MOST_ORDERS);
  });

  it.each(['', '0', '1.5', 'ten', '3-1', '1-1000', '1001'])(
    'says what is wrong with "%s"',
    (text) => {
      expect(numberList(text, 'imagesPerClass')).toHaveProperty('problem');
    },
  );
});
