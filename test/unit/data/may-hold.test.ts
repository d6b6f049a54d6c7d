import { expect, it } from 'vitest';
import { mayHold } from '../../../src/data/import/zip-directory';
import { Pacer } from '../../../src/core/pacing';
import { rawZip } from '../../support/raw-zip';

const NAME = 'manifest.json';
/** A directory is looked through in pieces of this many bytes. */
const PIECE = 2 ** 20;
/** Bytes of an entry of the directory beside its name. */
const ENTRY = 46;
const FILLERS = 20;

/** Names that take so many bytes of a directory. */
function fillers(bytes: number): string[] {
  const each = Math.floor(bytes / FILLERS);
  return Array.from({ length: FILLERS }, (_, i) =>
    'x'.repeat((i === 0 ? bytes - each * (FILLERS - 1) : each) - ENTRY),
  );
}

it('a name is found wherever two pieces of a directory meet in it, and no other', async () => {
  const holds = (before: number, name: string) => {
    const names = [...fillers(PIECE - before - ENTRY), name, ...fillers(50_000)];
    return mayHold(new Blob([rawZip(names.map((one) => ({ name: one })))]), NAME, new Pacer());
  };
  for (let before = 0; before <= NAME.length; before++) {
    expect(await holds(before, NAME), `${before} bytes before`).toBe(true);
  }
  expect(await holds(5, 'manifest.jsoff')).toBe(false);
});
