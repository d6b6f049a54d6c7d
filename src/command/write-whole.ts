/** A file that is there whole or not at all, after a power cut too. */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { folderFailed } from './file-storage';

/**
 * Writes a file beside its place, on the disk itself, and renames it.
 * @throws StillroomError QuotaExceeded, StorageFailed, and what the content may throw
 */
export async function writeWhole(path: string, content: ReadableStream<Uint8Array>): Promise<void> {
  // Two machines may have processes of one number.
  const part = `${path}.part-${randomBytes(6).toString('hex')}`;
  try {
    const file = createWriteStream(part, { flush: true });
    await pipeline(Readable.fromWeb(content as NodeStream<Uint8Array>), file);
    await rename(part, path);
  } catch (error) {
    // What went wrong first is what is told.
    await rm(part, { force: true }).catch(() => undefined);
    throw folderFailed(path, error);
  }
}
