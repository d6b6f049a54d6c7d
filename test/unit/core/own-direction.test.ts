import { expect, it } from 'vitest';
import { inOwnDirection } from '../../../src/core/own-direction';
import { listingText } from '../../../src/studio/collection/listingText';
import { addedWords } from '../../../src/studio/commands/collection/adding';

const FOX = '\u05e9\u05d5\u05e2\u05dc';
const OWL = '\u0628\u0648\u0645\u0629';

it('sets a name apart that runs from right to left, and leaves others as they are', () => {
  for (const name of ['fox', 'Füchse', '狐', 'лиса', 'a b/c (2).zip', '']) {
    expect(inOwnDirection(name)).toBe(name);
  }
  for (const name of [FOX, `red ${OWL}`, 'a\u202egnp.exe', '\u{1e900}\u{1e901}']) {
    expect(inOwnDirection(name)).toBe(`\u2068${name}\u2069`);
  }
});

it('keeps numbers and names beside it in their places in sentences of the page', () => {
  const archive = { name: `${FOX}.zip`, entries: 12, unpackedBytes: 0 };
  expect(listingText({ files: 0, images: 0, archive }, null)).toBe(
    `Reading the list of \u2068${FOX}.zip\u2069: 12 entries`,
  );
  const words = addedWords([], [], { again: [FOX, OWL], renamed: [] });
  expect(words).toContain(`“\u2068${FOX}\u2069”, “\u2068${OWL}\u2069” was here`);
});
