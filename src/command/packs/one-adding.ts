/**
 * One process at a time writes the folder of a model.
 *
 * Its mark is a folder beside that one, with a file in it that is called after the process. It gets its place
 * by a rename, which takes the place of an empty folder but of no other; so of those that take away the name
 * of a process that is gone, one alone gets the place, and none takes away another name than that.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StillroomError } from '../../core/errors';
import { UNFINISHED } from './kept-packs';

/** What systems call a folder that is not empty. */
const NOT_EMPTY: readonly unknown[] = ['ENOTEMPTY', 'EEXIST'];

const errorCode = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : null;

/** False where a process of this machine is gone; of another machine's nobody can tell. */
function mayRun(host: string, pid: string): boolean {
  if (host !== hostname() || !/^[1-9]\d*$/.test(pid)) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/** The name in a mark; undefined where it has none, or is gone. */
async function nameIn(mark: string): Promise<string | undefined> {
  try {
    return (await readdir(mark))[0];
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Takes a name away, and the mark with it where no other has its place already. */
async function remove(name: string, mark: string): Promise<void> {
  await rm(join(mark, name), { force: true });
  try {
    await rmdir(mark);
  } catch (error) {
    if (![...NOT_EMPTY, 'ENOENT'].includes(errorCode(error))) throw error;
  }
}

/** @param own folder that becomes the mark */
async function take(mark: string, own: string): Promise<void> {
  for (;;) {
    let refused: unknown;
    try {
      await rename(own, mark);
      return;
    } catch (error) {
      refused = error;
    }
    const code = errorCode(refused);
    // Windows calls a folder that is there forbidden.
    if (!NOT_EMPTY.includes(code) && code !== 'EPERM') throw refused;
    const name = await nameIn(mark);
    if (name === undefined) {
      if (code === 'EPERM') throw refused;
      continue;
    }
    const [host = '', pid = ''] = name.split(' ');
    if (mayRun(host, pid)) {
      throw new StillroomError(
        'BadParameter',
        `This model is being added already, by process ${pid} of ${host}: wait until it is there. If that one is gone, remove ${mark}.`,
        { mark },
      );
    }
    await remove(name, mark);
  }
}

/**
 * @param folder that the work writes; the mark lies beside it while it does
 * @throws StillroomError BadParameter while another process writes it, and what the work throws
 */
export async function oneAdding<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const id = randomUUID();
  const name = `${hostname()} ${process.pid} ${id}`;
  const mark = `${folder}.adding${UNFINISHED}`;
  const own = `${folder}.${id}${UNFINISHED}`;
  await mkdir(own, { recursive: true });
  try {
    await writeFile(join(own, name), '');
    await take(mark, own);
  } catch (error) {
    await rm(own, { recursive: true });
    throw error;
  }
  try {
    return await work();
  } finally {
    await remove(name, mark);
  }
}
