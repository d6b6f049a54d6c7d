/** One process at a time writes the folder of a model. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { StillroomError } from '../../core/errors';
import { UNFINISHED } from './kept-packs';

const errorCode = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : null;

/** False where a process of this machine that wrote a mark is gone; of another machine's nobody can tell. */
function mayRun(mark: string): boolean {
  const [host = '', pid = ''] = mark.split('\n');
  if (host !== hostname() || !/^[1-9]\d*$/.test(pid)) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/**
 * @param folder that the work writes; the mark lies beside it while it does
 * @throws StillroomError BadParameter while another process writes it, and what the work throws
 */
export async function oneAdding<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const mark = `${folder}.adding${UNFINISHED}`;
  await mkdir(dirname(mark), { recursive: true });
  const write = () => writeFile(mark, `${hostname()}\n${process.pid}\n`, { flag: 'wx' });
  try {
    await write();
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    const other = await readFile(mark, 'utf8').catch(() => '');
    if (mayRun(other)) {
      const [host, pid] = other.split('\n');
      throw new StillroomError(
        'BadParameter',
        `This model is being added already, by process ${pid} of ${host}: wait until it is there. If that one is gone, remove ${mark}.`,
        { mark },
      );
    }
    await rm(mark, { force: true });
    await write();
  }
  try {
    return await work();
  } finally {
    await rm(mark, { force: true });
  }
}
