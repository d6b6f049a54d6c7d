/** How a file that was picked is written, and what a person hears where it cannot be. */
import { afterEach, describe, expect, it } from 'vitest';
import { toErrorRecord } from '../../../src/core/errors';
import { chooseDestination } from '../../../src/data/export/destination';

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'showSaveFilePicker');
});

/** A picker whose file takes `room` bytes, and then fails as a browser does. */
function picked(room: number, failure: Error) {
  let written = 0;
  const closed: string[] = [];
  const createWritable = async () =>
    new WritableStream<Uint8Array>({
      write: (piece) => {
        written += piece.length;
        if (written > room) throw failure;
      },
      close: () => void closed.push('closed'),
      abort: () => void closed.push('discarded'),
    });
  Object.assign(globalThis, { showSaveFilePicker: async () => ({ createWritable }) });
  return closed;
}

const pieces = (count: number): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (let i = 0; i < count; i++) controller.enqueue(new Uint8Array(100));
      controller.close();
    },
  });

async function problem(work: Promise<void>) {
  const { code, message } = await work.then(
    () => ({ code: 'written', message: '' }),
    toErrorRecord,
  );
  return { code, message };
}

describe('a zip that goes into a file', () => {
  it('is whole, and closed', async () => {
    const closed = picked(1000, new Error('full'));
    const destination = await chooseDestination('set.zip');
    expect(destination.kind).toBe('file');
    expect(await problem(destination.write(pieces(10)))).toEqual({ code: 'written', message: '' });
    expect(closed).toEqual(['closed']);
  });

  it('says what to do where it finds no room', async () => {
    const closed = picked(500, new DOMException('No space.', 'QuotaExceededError'));
    const destination = await chooseDestination('set.zip');
    expect(await problem(destination.write(pieces(10)))).toEqual({
      code: 'QuotaExceeded',
      message:
        'There is no room for the zip file. Free some disk space, or choose another place, and export again.',
    });
    expect(closed).not.toContain('closed');
  });

  it('is cancelled by a person alone: a browser that speaks of an abort has failed', async () => {
    const abort = new DOMException('The write was aborted.', 'AbortError');
    picked(500, abort);
    const destination = await chooseDestination('set.zip');
    expect(await problem(destination.write(pieces(10), new AbortController().signal))).toEqual({
      code: 'StorageFailed',
      message:
        'The zip file could not be written (The write was aborted.). Choose another place and export again.',
    });
    const cancelled = destination.write(pieces(10), AbortSignal.abort());
    expect(await problem(cancelled)).toMatchObject({ code: 'Aborted' });
  });

  it('is not begun where the dialog is closed', async () => {
    const closing = () => Promise.reject(new DOMException('Closed.', 'AbortError'));
    Object.assign(globalThis, { showSaveFilePicker: closing });
    await expect(chooseDestination('set.zip')).rejects.toMatchObject({ code: 'Aborted' });
  });
});
