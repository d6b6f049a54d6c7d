import { expect, it } from 'vitest';
import { seldom } from '../../../src/studio/adapters/seldom';

it('lets a listener hear the first of a burst, and no more until its time has passed', () => {
  const heard: number[] = [];
  let clock = 0;
  const hear = seldom(
    (value: number) => {
      heard.push(value);
    },
    100,
    () => clock,
  );
  for (let value = 0; value < 500; value++) hear(value);
  expect(heard).toEqual([0]);
  clock = 99;
  hear(500);
  clock = 100;
  hear(501);
  hear(502);
  expect(heard).toEqual([0, 501]);
});
