/** The pack that ships: its files are what pack.json and the model card say. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packFiles } from '../../../src/core/formats/pack';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';
import { SAMPLE_CLASSES } from '../../../tools/sample/render';

const FOLDER = 'public/packs/stillroom-64';
const LARGEST_PACK = 32 * 2 ** 20;
const pack = parsePack(JSON.parse(readFileSync(join(FOLDER, 'pack.json'), 'utf8')));
const card = readFileSync(join(FOLDER, 'MODEL_CARD.md'), 'utf8');

describe('the embedded pack', () => {
  it('holds the files that pack.json names, by size and hash', () => {
    for (const { path, bytes, sha256 } of packFiles(pack)) {
      const content = readFileSync(join(FOLDER, path));
      expect(content.length, path).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex'), path).toBe(sha256);
    }
  });

  it('has a card that lists the same hashes', () => {
    for (const { path, sha256 } of packFiles(pack)) {
      expect(card).toMatch(new RegExp(`${path.replaceAll('.', '\\.')}[^\\n]*${sha256}`));
    }
  });

  it('stays within its size', () => {
    const bytes = readdirSync(FOLDER).reduce(
      (sum, name) => sum + statSync(join(FOLDER, name)).size,
      0,
    );
    expect(bytes).toBeLessThan(LARGEST_PACK);
  });

  it('knows the classes of the sample collection', () => {
    for (const { name } of SAMPLE_CLASSES) expect(pack.classes?.names).toContain(name);
  });
});
