import { describe, expect, it } from 'vitest';
import { folders, pictures, read } from './read';

describe('what systems leave behind', () => {
  it.each(
    (
      '__MACOSX|.DS_Store|@eaDir|#recycle|$RECYCLE.BIN|.thumbnails|lost+found|.Trash-1000|.git|' +
      '.ipynb_checkpoints|.AppleDouble|System Volume Information|@Recycle|LOST.DIR|__pycache__|' +
      '.@__thumb|#snapshot|.fseventsd|~snapshot|@sharebin|_gsdata_|_vti_cnf|FOUND.001|' +
      'RECYCLE.BIN|.stversions|.dropbox.cache|.tmp.drivedownload|.picasaoriginals'
    ).split('|'),
  )('is no class: %s', async (name) => {
    const collection = await read([
      ...pictures('set/cat'),
      ...pictures(`set/${name}`),
      ...pictures(`set/cat/${name}/deep`),
    ]);
    expect(folders(collection)).toEqual(['cat']);
    expect(collection.classes[0]?.images.length).toBe(2);
    expect(collection.rejected).toEqual([]);
  });

  it.each([
    '._1.png',
    'Thumbs.db',
    'desktop.ini',
    'IMG_1.THM',
    'SYNOPHOTO_THUMB_M.jpg',
    'A.CTG',
    'AlbumArtSmall.jpg',
    '0.png:Zone.Identifier',
    '0.png\uf03aZone.Identifier',
    '0.png_Zone.Identifier',
    '0.png:AFP_AfpInfo',
    'Thumbs.db:encryptable',
    '0.png:com.apple.quarantine:$DATA',
    'AlbumArt_{5FA05D35-A682-4AF6-96F7-0773E42D4D16}_Large.jpg',
  ])('is no image: %s', async (name) => {
    const collection = await read([...pictures('set/cat'), `set/cat/${name}`]);
    expect(collection.classes[0]?.images.length).toBe(2);
    expect(collection.rejected).toEqual([]);
  });

  it("of a camera is no class either, where it stands beside the camera's pictures", async () => {
    const card = [...pictures('card/DCIM/100CANON'), ...pictures('card/MISC')];
    expect(folders(await read(card))).toEqual(['card']);
    expect(folders(await read([...pictures('s/misc'), ...pictures('s/cat')]))).toEqual([
      'cat',
      'misc',
    ]);
  });
});
