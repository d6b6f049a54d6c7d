/**
 * The first third of each class of the sample collection in the place of the whole: a folder to be served there.
 * Classes, kinds of pictures and truth are the same, and a page reads it in a third of the time, for tests that
 * hold what the page does with a collection and not what is found in it.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { unzipSync, zipSync, type Zippable } from 'fflate';
import { SAMPLE_ARCHIVE_URL } from '../../src/data/sample';

/** Where the page looks for the sample collection. */
export const SAMPLE_PLACE = `${dirname(SAMPLE_ARCHIVE_URL)}/`;

/** Images of each class, of 240. */
export const SMALL_CLASS = 80;

export interface SmallSample {
  readonly path: string;
  remove(): void;
}

/** @param built the folder of the built page */
export function writeSmallSample(built: string): SmallSample {
  const path = mkdtempSync(join(tmpdir(), 'stillroom-small-sample-'));
  cpSync(join(built, SAMPLE_PLACE), path, { recursive: true });
  const archive = join(path, basename(SAMPLE_ARCHIVE_URL));
  const taken = new Map<string, number>();
  const images = unzipSync(readFileSync(archive), {
    filter: ({ name }) => {
      const folder = dirname(name);
      const before = taken.get(folder) ?? 0;
      taken.set(folder, before + 1);
      return before < SMALL_CLASS;
    },
  });
  const stored: Zippable = {};
  for (const [name, bytes] of Object.entries(images)) stored[name] = [bytes, { level: 0 }];
  writeFileSync(archive, zipSync(stored));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
