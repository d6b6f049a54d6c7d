import { describe, expect, it } from 'vitest';
import { readDescription } from '../../../src/runtime/pack-loader';
import { called, withoutUsualPrompt } from '../../../src/studio/adapters/class-words';
import { STAND_IN_PACK } from '../../support/run/stand-in-model';
import { tinySource } from '../../support/tiny-pack';

const { pack: TINY } = await readDescription(tinySource());

const cat = { folder: 'cat', name: 'cat (indoor)', words: 'cat, indoor' };
const usual = (text: string) => ({ prompt: text, usualPrompt: text });

describe('what a model is asked for a class', () => {
  it('is its template with the words of the class, and the words alone without a model', () => {
    expect(called(cat, {}, null)).toEqual({ name: 'cat (indoor)', ...usual('cat, indoor') });
    expect(called(cat, {}, TINY)).toEqual({
      name: 'cat (indoor)',
      ...usual('a photo of a cat, indoor'),
    });
    expect(called({ folder: 'fox', name: 'fox' }, {}, TINY)).toEqual({
      name: 'fox',
      ...usual('a photo of a fox'),
    });
  });

  it('follows a name that a person wrote, and a template that another model has', () => {
    const edit = { name: 'red fox' };
    expect(called(cat, edit, TINY)).toMatchObject(usual('a photo of a red fox'));
    expect(called(cat, edit, STAND_IN_PACK)).toMatchObject(usual('red fox'));
    expect(called(cat, { name: cat.name }, TINY)).toMatchObject(usual('a photo of a cat, indoor'));
  });

  it('is what a person wrote, whatever name and model', () => {
    for (const pack of [null, TINY]) {
      for (const edit of [{ prompt: 'fox' }, { prompt: 'fox', name: 'red fox' }]) {
        expect(called(cat, edit, pack).prompt).toBe('fox');
      }
    }
  });

  it('is usual again once a person writes the usual prompt', () => {
    const again = { name: 'fox', prompt: 'a photo of a fox', included: false };
    expect(withoutUsualPrompt(cat, again, TINY)).toEqual({ name: 'fox', included: false });
    expect(withoutUsualPrompt(cat, { prompt: 'fox' }, TINY)).toEqual({ prompt: 'fox' });
    expect(withoutUsualPrompt(cat, { included: false }, TINY)).toEqual({ included: false });
  });
});
