/**
 * Where a zip goes: straight to a file that the person picks, where the browser can do that, else
 * through a Blob into the downloads.
 */
import { isAbort, StillroomError, throwIfAborted } from '../../core/errors';
import { safeFileName } from './safe-name';

export interface ExportDestination {
  /** `file` is written as it comes; `download` is collected first. */
  readonly kind: 'file' | 'download';
  /**
   * Writes all of a stream. Nothing is left behind when it is cancelled or fails.
   * @throws StillroomError Aborted, QuotaExceeded when the disk is full, StorageFailed
   */
  write(stream: ReadableStream<Uint8Array>, signal?: AbortSignal): Promise<void>;
}

type SavePicker = (options: SaveFilePickerOptions) => Promise<FileSystemFileHandle>;

const cancelled = (cause?: unknown): StillroomError =>
  new StillroomError('Aborted', 'Cancelled.', {}, { cause });

function writeError(error: unknown, signal: AbortSignal | undefined): unknown {
  if (error instanceof StillroomError) return error;
  // A browser may say AbortError of a file that found no room: only a person's own word is a cancel.
  if (signal?.aborted === true) return cancelled(error);
  const why = error instanceof Error ? error.message : String(error);
  const full = error instanceof Error && error.name === 'QuotaExceededError';
  return new StillroomError(
    full ? 'QuotaExceeded' : 'StorageFailed',
    full
      ? 'There is no room for the zip file. Free some disk space, or choose another place, and export again.'
      : `The zip file could not be written (${why}). Choose another place and export again.`,
    {},
    { cause: error },
  );
}

function fileDestination(handle: FileSystemFileHandle): ExportDestination {
  return {
    kind: 'file',
    async write(stream, signal) {
      try {
        const writable = await handle.createWritable();
        // Closes the file at the end; on abort or error discards what was written.
        await stream.pipeTo(writable, signal === undefined ? {} : { signal });
      } catch (error) {
        throw writeError(error, signal);
      }
    },
  };
}

/** How long a download may take to start before its URL is given back. */
const URL_LIFETIME_MS = 60_000;

function downloadDestination(fileName: string): ExportDestination {
  return {
    kind: 'download',
    async write(stream, signal) {
      try {
        const whole = new TransformStream<Uint8Array, Uint8Array>();
        const piped = stream.pipeTo(whole.writable, signal === undefined ? {} : { signal });
        const collected = new Response(whole.readable as ReadableStream<Uint8Array<ArrayBuffer>>);
        const [blob] = await Promise.all([collected.blob(), piped]);
        throwIfAborted(signal);
        offerDownload(new Blob([blob], { type: 'application/zip' }), fileName);
      } catch (error) {
        throw writeError(error, signal);
      }
    },
  };
}

/** Hands a Blob to the browser's downloads. */
export function offerDownload(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, URL_LIFETIME_MS);
}

/**
 * Asks where the zip should go. Call it from a click, before any other waiting.
 * @param wanted ends in .zip; the file gets its safe form
 * @throws StillroomError Aborted when the person closes the dialog
 */
export async function chooseDestination(wanted: string): Promise<ExportDestination> {
  const fileName = safeFileName(wanted);
  const picker = (globalThis as { showSaveFilePicker?: SavePicker }).showSaveFilePicker;
  if (picker === undefined) return downloadDestination(fileName);
  try {
    const handle = await picker({
      suggestedName: fileName,
      types: [{ description: 'Zip archive', accept: { 'application/zip': ['.zip'] } }],
    });
    return fileDestination(handle);
  } catch (error) {
    if (isAbort(error)) throw cancelled(error);
    // Frames and policies may forbid the dialog; the download works without it.
    return downloadDestination(fileName);
  }
}
