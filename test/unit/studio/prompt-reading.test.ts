/** What the page says of prompts that a model does not read to their end. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { PromptReading } from '../../../src/core/diffuser';
import { followPrompt, mayBeCut } from '../../../src/studio/adapters/prompt-reader';
import { promptWords } from '../../../src/studio/prompt/promptWords';
import {
  emptyCollection,
  useCollection,
  type ClassRow,
} from '../../../src/studio/state/collection';
import { useModel } from '../../../src/studio/state/model';
import { usePromptReading } from '../../../src/studio/state/prompt-reading';
import { selectClass } from '../../../src/studio/state/selection';
import { STAND_IN_PACK } from '../../support/run/stand-in-model';

const [encoder] = STAND_IN_PACK.condition.kind === 'text' ? STAND_IN_PACK.condition.encoders : [];
if (encoder === undefined) throw new Error('the stand-in takes text');
const pack = {
  ...STAND_IN_PACK,
  condition: { ...STAND_IN_PACK.condition, encoders: [{ ...encoder, maxTokens: 10 }] },
} as typeof STAND_IN_PACK;

describe('the words', () => {
  const reading: PromptReading = { tokens: 2013, read: 75, characters: 39 };

  it('say where a model stops reading, in the prompt’s own words', () => {
    const prompt = 'a photo of a fox that is seen from behind, at night';
    expect(promptWords(prompt, reading)).toEqual([
      'The model reads the first 75 of its 2,013 tokens, up to “… that is seen from behi”: shorten it, or put first what matters.',
    ]);
  });

  it('cut no character in two', () => {
    const family = '\u{1f468}\u200d\u{1f469}';
    const [words = ''] = promptWords(family.repeat(50), { ...reading, characters: 41 });
    expect(words.isWellFormed()).toBe(true);
  });

  it('are none where all is read, and speak of the longest prompt', () => {
    expect(promptWords('a fox', { tokens: 2, read: 2, characters: 5 })).toEqual([]);
    expect(promptWords('a fox', null)).toEqual([]);
    expect(promptWords('x'.repeat(10_000), null)).toEqual([
      'A prompt has at most 10,000 characters: what was written behind them was cut off.',
    ]);
  });
});

describe('a prompt that a model may not read to its end', () => {
  const asked: string[] = [];
  const found: PromptReading = { tokens: 30, read: 8, characters: 20 };
  followPrompt(() =>
    Promise.resolve({
      readPrompt: (prompt: string) => {
        asked.push(prompt);
        return Promise.resolve(found);
      },
    }),
  );
  const show = (prompt: string) => {
    const row = { folder: 'fox', prompt } as ClassRow;
    useCollection.setState({ ...emptyCollection, classes: [row] });
    selectClass('fox');
  };

  beforeEach(() => {
    asked.length = 0;
    useCollection.setState(emptyCollection);
    useModel.setState({ status: 'ready', pack, packHash: 'a' });
  });

  it('is one of more bytes than tokens', () => {
    expect(mayBeCut('a red fox', pack)).toBe(true);
    expect(mayBeCut('red fox', pack)).toBe(false);
    expect(mayBeCut('\u{1f98a}\u{1f98a}\u{1f98a}', pack)).toBe(true);
  });

  it('is asked for once, and again by another model', async () => {
    show('a red fox in the snow at night');
    await expect.poll(() => usePromptReading.getState().reading).toEqual(found);
    selectClass('fox');
    useModel.setState({ packHash: 'b' });
    expect(usePromptReading.getState().reading).toBeNull();
    await expect.poll(() => usePromptReading.getState().reading).toEqual(found);
    expect(asked).toHaveLength(2);
    show('a fox');
    expect(usePromptReading.getState()).toEqual({ prompt: 'a fox', reading: null });
    expect(asked).toHaveLength(2);
  });
});
