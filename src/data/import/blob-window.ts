/** Small reads of a Blob through a window, so that each costs a fraction of a real read. */

const WINDOW = 256 * 1024;

export class BlobWindow {
  readonly #blob: Blob;
  #start = 0;
  #bytes = new Uint8Array(0);

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  /** Bytes at a place of the Blob; fewer than asked for at its end. Good until the next read. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.#start || offset + length > this.#start + this.#bytes.length) {
      const end = offset + Math.max(length, WINDOW);
      this.#bytes = new Uint8Array(await this.#blob.slice(offset, end).arrayBuffer());
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }
}
