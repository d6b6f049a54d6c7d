/** The digest of a weight file, read in pieces: it may be larger than memory. */
import { throwIfAborted } from '../core/errors';
import { Sha256 } from '../core/formats/sha256';

/** Bytes of a blob that are in memory at a time. */
const PIECE_BYTES = 4_194_304;

/**
 * The digest of a blob, read in pieces.
 * @param onBytes told the bytes read so far
 */
export async function sha256OfBlob(
  blob: Blob,
  onBytes?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const hash = new Sha256();
  for (let start = 0; start < blob.size; start += PIECE_BYTES) {
    throwIfAborted(signal);
    const piece = new Uint8Array(await blob.slice(start, start + PIECE_BYTES).arrayBuffer());
    hash.update(piece);
    onBytes?.(start + piece.length);
  }
  return hash.hex();
}
