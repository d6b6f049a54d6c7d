/** A question that a command waits for. */
import { expect, it } from 'vitest';
import { ask } from '../../../src/studio/commands/ask';
import { useQuestion } from '../../../src/studio/state/question';

const question = { title: 'Replace it?', text: 'Three images go.', deed: 'Replace it' };

it('stands until it is answered, and hands the answer on', async () => {
  const answer = ask(question);
  expect(useQuestion.getState().question).toEqual(question);
  useQuestion.getState().answer(true);
  expect(await answer).toBe(true);
  expect(useQuestion.getState().question).toBeNull();
});

it('is answered with no by the next one', async () => {
  const first = ask(question);
  const second = ask({ ...question, title: 'And this?' });
  expect(await first).toBe(false);
  expect(useQuestion.getState().question?.title).toBe('And this?');
  useQuestion.getState().answer(false);
  expect(await second).toBe(false);
});
