import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/command/decode';
import { turned } from '../../../src/command/turn';
import { ppm } from '../../support/plain-pictures';

const VALUES = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** 3 x 2 pixels, each of its own colour. */
const stored = Uint8Array.from({ length: 3 * 2 * 4 }, (_, i) => (i % 4 === 3 ? 255 : 10 * i));

describe('a stored picture on Node', () => {
  it.each(VALUES)('with orientation %i lies as libvips turns it', async (orientation) => {
    const raw = { width: 3, height: 2, channels: 4 } as const;
    const file = await sharp(stored, { raw })
      .withMetadata({ orientation })
      .tiff({ compression: 'none' })
      .toBuffer();
    const { data, info } = await sharp(file)
      .autoOrient()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const upright = turned({ width: 3, height: 2, rgba: stored }, orientation);
    expect([upright.width, upright.height]).toEqual([info.width, info.height]);
    expect([...upright.rgba]).toEqual([...data]);
  });

  it('may be one that no browser decodes', async () => {
    const file = Uint8Array.from(ppm(4, 2, (x, y, channel) => 40 * x + 20 * y + channel));
    const { width, height, rgba } = await decode(file);
    expect([width, height]).toEqual([4, 2]);
    expect([...rgba.subarray(0, 8)]).toEqual([0, 1, 2, 255, 40, 41, 42, 255]);
  });
});
