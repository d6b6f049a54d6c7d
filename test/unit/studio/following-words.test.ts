import { describe, expect, it } from 'vitest';
import type { PictureNumbers } from '../../../src/run/results/picture-numbers';
import { followingRows, markOf } from '../../../src/studio/distil/followingWords';

const picture = (patch: Partial<PictureNumbers> = {}): PictureNumbers => ({
  index: 0,
  origin: 'generated',
  inPixels: { follows: true, ratio: 0.66, copies: 0.9 },
  inLatents: { follows: true, ratio: 0.7, copies: 0.8 },
  sharpness: 1,
  norm: 1,
  ...patch,
});

describe('the mark of a tile', () => {
  it('says follows, strays or copy, and the numbers of both spaces', () => {
    expect(markOf(picture())).toEqual({
      kind: 'follows',
      text: 'follows',
      detail:
        'In pixels its own core is the nearest (0.66 of the distance to the others); 0.90 of the way from its core to the next real image. ' +
        'In latents its own core is the nearest (0.70 of the distance to the others); 0.80 of the way from its core to the next real image.',
    });
    const strays = markOf(picture({ inPixels: { follows: false, ratio: 1.2, copies: 2 } }));
    expect(strays).toMatchObject({ kind: 'strays', text: 'strays' });
    expect(strays?.detail).toMatch(/^In pixels another core is nearer \(1\.20/);
    // A copy in one space is a copy.
    const copy = markOf(picture({ inLatents: { follows: true, ratio: 0.1, copies: 0.2 } }));
    expect(copy).toMatchObject({ kind: 'copy', text: 'copy' });
    expect(copy?.detail).toMatch(/0\.20 of the way .*, a copy\.$/);
  });

  it('calls a real image so, and says nothing without a core or another to compare with', () => {
    const none = { inPixels: null, inLatents: null };
    expect(markOf(picture({ ...none, origin: 'real' }))).toMatchObject({ text: 'real image' });
    expect(markOf(picture(none))).toBeNull();
    const alone = { follows: null, ratio: null, copies: 0.9 };
    expect(markOf(picture({ inPixels: alone, inLatents: alone }))).toBeNull();
  });
});

describe('the rows of the report', () => {
  it('are the two spaces, with a dash for what cannot be said', () => {
    const alone = { follows: null, ratio: null, copies: 0.25 };
    expect(followingRows(picture({ inLatents: alone }))).toEqual([
      { space: 'Pixels', follows: 'yes', ratio: '0.66', copies: '0.90' },
      { space: 'Latents', follows: '–', ratio: '–', copies: '0.25, a copy' },
    ]);
    expect(followingRows(picture({ inPixels: null, inLatents: null }))).toEqual([]);
  });
});
