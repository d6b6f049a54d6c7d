/** One process at a time adds a model: of those that come together, and of those that find the mark of one gone. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { oneAdding } from '../../../src/command/packs/one-adding';

const parent = mkdtempSync(join(tmpdir(), 'stillroom-adding-'));
const mark = join(parent, 'model.adding.part');
beforeEach(() => rmSync(mark, { recursive: true, force: true }));
afterAll(() => rmSync(parent, { recursive: true }));

/** What a process that is gone leaves. */
function leaveMark(): void {
  const { pid } = spawnSync('true');
  mkdirSync(mark);
  writeFileSync(join(mark, `${hostname()} ${pid} 0`), '');
}

const ADDING = 8;

/** So many at once, of which none is done before each has begun or was refused. */
async function together(): Promise<{ begun: number; refused: unknown[] }> {
  const refused: unknown[] = [];
  let begun = 0;
  let all = () => {};
  const heard = new Promise<void>((resolve) => (all = resolve));
  const tell = () => {
    if (begun + refused.length === ADDING) all();
  };
  const add = async () => {
    try {
      await oneAdding(join(parent, 'model'), () => {
        begun++;
        tell();
        return heard;
      });
    } catch (error) {
      refused.push(error);
      tell();
    }
  };
  await Promise.all(Array.from({ length: ADDING }, add));
  return { begun, refused };
}

it.each([
  ['there is no mark', () => undefined],
  ['one that is gone left its mark', leaveMark],
  ['one that is gone left it without its name', () => mkdirSync(mark)],
])('one of many adds where %s, and leaves nothing behind', async (_, before) => {
  before();
  const { begun, refused } = await together();
  expect(begun).toBe(1);
  for (const error of refused) expect(error).toMatchObject({ code: 'BadParameter' });
  expect(readdirSync(parent)).toEqual([]);
});
