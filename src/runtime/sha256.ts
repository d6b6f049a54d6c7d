/** The digest of a weight file, which may be larger than memory. */
import { throwIfAborted } from '../core/errors';
import { Sha256 } from '../core/formats/sha256';
import { sha256Of } from '../core/formats/sha256-of';

/** Bytes of a blob that are in memory at a time. */
const PIECE_BYTES = 4_194_304;
/** Up to so many bytes it is read whole: the platform's digest leaves this thread alone. */
const WHOLE_BYTES = 16 * PIECE_BYTES;

/**
 * The digest of a blob: of a moderate one at once, of a larger one in pieces.
 * @param onBytes told the bytes read so far
 * @throws StillroomError Aborted
 */
export async function sha256OfBlob(
  blob: Blob,
  onBytes?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  if (blob.size <= WHOLE_BYTES) {
    throwIfAborted(signal);
    const digest = await sha256Of(new Uint8Array(await blob.arrayBuffer()));
    throwIfAborted(signal);
    onBytes?.(blob.size);
    return digest;
  }
  const hash = new Sha256();
  for (let start = 0; start < blob.size; start += PIECE_BYTES) {
    throwIfAborted(signal);
    const piece = new Uint8Array(await blob.slice(start, start + PIECE_BYTES).arrayBuffer());
    hash.update(piece);
    onBytes?.(start + piece.length);
  }
  return hash.hex();
}
