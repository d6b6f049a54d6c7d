/** Names as file managers write them: Windows, macOS, GNOME and KDE in English, German and French; Google Drive. */
import { describe, expect, it } from 'vitest';
import { folders, pictures, read, texts } from './read';

const said = async (...names: string[]): Promise<string[]> => {
  const collection = await read(names.flatMap((name) => pictures(`set/${name}`)));
  // Never one class, whatever it is called.
  expect(folders(collection).sort()).toEqual([...names].sort());
  return texts(collection).filter((text) => text.includes('copies'));
};

describe('a folder with the name of a copy', () => {
  it.each(
    (
      'cat - Copy|cat - Copy (2)|cat - Kopie|cat - Kopie (3)|cat - Copie|' +
      'cat copy|cat copy 2|cat Kopie|cat Kopie 2|cat copie|' +
      'cat (copy)|cat (another copy)|cat (3rd copy)|cat (Copy 2)|cat (2. Kopie)|' +
      'Copy of cat|Kopie von cat|Copie de cat|cat (1)|cat (2)'
    ).split('|'),
  )('beside the folder itself is named: "%s"', async (copy) => {
    const [text, ...others] = await said('cat', copy, 'dog');
    expect(others).toEqual([]);
    expect(text).toContain(`"${copy}" of "cat". Each is a class of its own`);
  });

  it('is a class like others where no folder is what it would be a copy of', async () => {
    expect(await said('cat (2)', 'dog', 'hard copy', 'photocopy')).toEqual([]);
  });

  it('is one in a list that has an end', async () => {
    const copies = Array.from({ length: 7 }, (_, i) => `cat (${i + 1})`);
    const [text] = await said('cat', ...copies);
    expect(text).toContain('"cat (5)" of "cat" and 2 more.');
  });
});
