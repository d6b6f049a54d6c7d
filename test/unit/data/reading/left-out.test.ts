import { describe, expect, it } from 'vitest';
import { read, pictures, texts } from './read';

const KINDS = [
  'heic HIF jp2 jpx jxl ico psd svg tga exr',
  'cr2 cr3 nef nrw dng arw orf raf rw2 pef srw x3f',
].flatMap((line) => line.split(' '));

describe('pictures of a kind that is not read', () => {
  it('are counted in a line a kind', async () => {
    const files = [1, 2, 3].flatMap((i) => [`pets/cat/a${i}.heic`, `pets/dog/${i}.MOV`]);
    const found = await read([...pictures('pets/cat'), ...files, 'pets/dog/1.cr2', 'pets/a.docx']);
    expect(texts(found)).toEqual([
      "3 .heic images left out: a format that browsers don't decode; convert to PNG or JPEG.",
      '3 .mov videos left out: save frames as images.',
      "1 .cr2 image left out: a format that browsers don't decode; convert to PNG or JPEG.",
    ]);
    expect(found.rejected).toHaveLength(8);
  });
  it.each(KINDS)('are said to be images: .%s', async (extension) => {
    const { rejected } = await read([...pictures('pets/cat'), `pets/cat/9.${extension}`]);
    const own = extension.toLowerCase();
    expect(rejected.map(({ reason }) => reason)).toEqual([
      `is a .${own} image, a format that browsers don't decode; convert it to PNG or JPEG`,
    ]);
  });
});
