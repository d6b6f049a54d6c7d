/** A large file that is mostly a hole: Node's own Blobs end at 4 GB. */

interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

class SparseBlob extends Blob {
  readonly #size: number;
  readonly #pieces: readonly Piece[];

  constructor(size: number, pieces: readonly Piece[]) {
    super();
    this.#size = size;
    this.#pieces = pieces;
  }

  override get size(): number {
    return this.#size;
  }

  override slice(start = 0, end = this.#size): Blob {
    const from = Math.min(start, this.#size);
    const length = Math.max(0, Math.min(end, this.#size) - from);
    const out = new Uint8Array(length);
    for (const { at, bytes } of this.#pieces) {
      const skipped = Math.max(0, from - at);
      const piece = bytes.subarray(
        skipped,
        skipped + Math.max(0, from + length - Math.max(at, from)),
      );
      if (piece.length > 0) out.set(piece, Math.max(at, from) - from);
    }
    return new Blob([out]);
  }
}

export function sparseBlob(size: number, pieces: readonly Piece[]): Blob {
  return new SparseBlob(size, pieces);
}
