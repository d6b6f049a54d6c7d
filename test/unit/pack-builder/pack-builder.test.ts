/**
 * The builder of packs. Its own tests are Python's and need a Python with diffusers, torch, onnx and
 * onnxruntime (tools/pack/requirements.txt): STILLROOM_PACK_PYTHON names it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { packFiles } from '../../../src/core/formats/pack';
import { parsePack } from '../../../src/core/formats/pack/parse-pack';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const ASSETS = join(ROOT, 'test', 'assets');
const PYTHON = process.env['STILLROOM_PACK_PYTHON'];
const narrow = readdirSync(ASSETS).filter((name) => name.startsWith('narrow-'));

// Torch traces a dozen networks.
vi.setConfig({ testTimeout: 1_200_000 });

describe('packs that the builder made', () => {
  it('are one of every family, and two in half precision', () => {
    expect(narrow.toSorted()).toEqual([
      'narrow-dit',
      'narrow-dit-half',
      'narrow-lcm',
      'narrow-sd-turbo',
      'narrow-sd15',
      'narrow-sd15-half',
      'narrow-sd21',
      'narrow-sdxl',
    ]);
  });

  it.each(narrow)('%s: a valid pack.json, and every file as it says', (name) => {
    const folder = join(ASSETS, name);
    const pack = parsePack(JSON.parse(readFileSync(join(folder, 'pack.json'), 'utf8')));
    expect(pack.id).toBe(name);
    const files = packFiles(pack);
    for (const { path, bytes, sha256 } of files) {
      const content = readFileSync(join(folder, path));
      expect([path, content.length]).toEqual([path, bytes]);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    }
    const there = readdirSync(folder).filter((file) => file !== 'pack.json');
    expect(there.toSorted()).toEqual(files.map(({ path }) => path).toSorted());
  });
});

describe.skipIf(PYTHON === undefined)(
  `tools/pack/test_pack.py${PYTHON === undefined ? ' (skipped: STILLROOM_PACK_PYTHON names no Python with diffusers)' : ''}`,
  () => {
    it('passes', () => {
      const ran = spawnSync(
        PYTHON ?? '',
        ['-m', 'unittest', 'discover', '-s', join(ROOT, 'tools', 'pack')],
        { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' }, maxBuffer: 2 ** 26 },
      );
      expect(ran.stderr).toMatch(/Ran \d{2} tests[^]*\nOK\n$/);
      expect(ran.status).toBe(0);
    });
  },
);
