/** What is said when places come to a collection, and what becomes of a person's changes. */
import { expect, it } from 'vitest';
import { byName } from '../../../src/core/by-name';
import { addedWords, movedEdits } from '../../../src/studio/commands/collection/adding';
import { sourceOf } from '../data/memory-source';

const classOf = (folder: string, ...paths: string[]) => ({
  folder,
  images: paths.map((path) => sourceOf(path)),
});
const nothing = { again: [], renamed: [] };

it('counts the classes that came, and the images that came to one', () => {
  const before = [classOf('cat', 'cat/1.png'), classOf('dog', 'dog/1.png')];
  const after = [
    classOf('cat', 'cat/1.png', 'x/cat/2.png'),
    classOf('dog', 'dog/1.png'),
    classOf('owl', 'x/owl/1.png'),
  ];
  expect(addedWords(before, after, nothing)).toBe(
    '1 class added; 1 image came to “cat”; the collection has 3 classes.',
  );
});

it('says what is called otherwise now, and takes the changes along', () => {
  const before = [classOf('cat', 'in/cat/1.png')];
  const after = [classOf('in/cat', 'in/cat/1.png'), classOf('out/cat', 'out/cat/1.png')];
  const words = addedWords(before, after, {
    again: ['in'],
    renamed: [{ from: 'x', to: 'x (2)' }],
  });
  expect(words).toContain('“in” was here already and is read again.');
  expect(words).toContain('the new one is called “x (2)”');
  expect(words).toContain('“cat” is “in/cat” now');
  const edits = byName({ cat: { prompt: 'a tabby' } });
  expect(movedEdits(before, after, edits)).toEqual(byName({ 'in/cat': { prompt: 'a tabby' } }));
});

it('says that nothing came', () => {
  const classes = [classOf('cat', 'cat/1.png')];
  expect(addedWords(classes, classes, nothing)).toBe(
    'What was added has no new images; the collection has 1 class.',
  );
});
