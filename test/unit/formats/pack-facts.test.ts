import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packFacts, packLimits, sizeText } from '../../../src/core/formats/pack/pack-facts';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';

const read = (name: string) =>
  parsePack(JSON.parse(readFileSync(`test/assets/${name}/pack.json`, 'utf8')));
const says = (name: string) =>
  Object.fromEntries(packFacts(read(name)).map((fact) => [fact.what, fact.says]));

describe('what is said of a model', () => {
  it('names a few of a thousand classes, and what it is told by', () => {
    const dit = says('narrow-dit');
    expect(dit['Knows']).toMatch(
      /^1000 classes: tench, goldfish, .* \.\.\.; by label, no other words$/,
    );
    expect(dit['Knows']?.length).toBeLessThan(200);
    expect(dit).toMatchObject({ 'Told by': 'a class label', Makes: '128 × 128 px' });
    expect(dit['Steps']).toBe('50 of ddpm-respaced, guidance 4, learned variance');
    expect(says('narrow-sdxl')).toMatchObject({ Knows: 'any text', 'Told by': '2 text encoders' });
    expect(says('narrow-sd15')['Told by']).toBe('a text encoder');
  });

  it('says what a model cannot do for want of a graph', () => {
    const pack = read('narrow-sd15');
    expect(packLimits(pack)).toEqual([]);
    const { vae_encoder: _, ...graphs } = pack.graphs;
    const { features: __, ...lacking } = { ...pack, graphs };
    expect(packLimits(lacking)).toEqual([
      expect.stringContaining('no image encoder'),
      expect.stringContaining('no inner features'),
    ]);
  });

  it('gives sizes in three digits', () => {
    expect([412, 9_900, 412_345_678, 1_720_000_000].map(sizeText)).toEqual([
      '0.4 kB',
      '9.9 kB',
      '412 MB',
      '1.7 GB',
    ]);
  });
});
