/** The order of the work knows no page: every file of it loads where there is none. */
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sources } from '../../../tools/layers/imports';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const WORK = ['src/core', 'src/methods', 'src/run', 'src/bridge', 'src/command'];
/** A program, which does its work where it is loaded. */
const PROGRAM = 'src/command/main.ts';
const files = WORK.flatMap((folder) => sources(join(ROOT, folder)))
  .map((file) => relative(ROOT, file).replaceAll('\\', '/'))
  .filter((file) => file !== PROGRAM);

describe('in Node', () => {
  it('there is no page', () => {
    expect(typeof document).toBe('undefined');
    expect(typeof indexedDB).toBe('undefined');
  });

  it('every room of the work has files', () => {
    for (const folder of WORK) {
      expect(
        files.some((file) => file.startsWith(`${folder}/`)),
        folder,
      ).toBe(true);
    }
  });

  it.each(files)('%s loads', async (file) => {
    await import(join(ROOT, file));
  });
});
