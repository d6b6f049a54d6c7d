/**
 * A protocol buffer in a Blob, walked field by field: a tag, then a number or a length with so many bytes. What
 * is not asked for is stepped over by its length, and never read.
 */

/** Bytes that are read at once. */
const WINDOW = 262_144;

/** A field: its number, its value where it is a number, else where its bytes lie. */
export interface Field {
  readonly number: number;
  readonly value: number;
  readonly from: number;
  readonly to: number;
  /** Where its tag begins. */
  readonly tagAt: number;
}

export class BlobWalker {
  readonly #blob: Blob;
  #window = new Uint8Array();
  #start = 0;

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  get size(): number {
    return this.#blob.size;
  }

  /** The byte at a place. */
  async #byte(at: number): Promise<number> {
    if (at < this.#start || at >= this.#start + this.#window.length) {
      const part = this.#blob.slice(at, at + WINDOW);
      this.#window = new Uint8Array(await part.arrayBuffer());
      this.#start = at;
    }
    const byte = this.#window[at - this.#start];
    if (byte === undefined) throw new RangeError('the file ends in the middle of a field');
    return byte;
  }

  async #varint(at: number): Promise<[value: number, next: number]> {
    let value = 0;
    let scale = 1;
    for (let next = at; next < at + 10; next++) {
      const byte = await this.#byte(next);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return [value, next + 1];
      scale *= 128;
    }
    throw new RangeError('a number has no end');
  }

  /** The fields of the message in [from, to). */
  async *fields(from: number, to: number): AsyncGenerator<Field> {
    let at = from;
    while (at < to) {
      const [tag, afterTag] = await this.#varint(at);
      const [number, wire] = [Math.floor(tag / 8), tag % 8];
      if (wire === 0) {
        const [value, next] = await this.#varint(afterTag);
        yield { number, value, from: afterTag, to: next, tagAt: at };
        at = next;
        continue;
      }
      if (wire !== 1 && wire !== 2 && wire !== 5) throw new RangeError(`field type ${wire}`);
      const [length, start] =
        wire === 2 ? await this.#varint(afterTag) : [wire === 1 ? 8 : 4, afterTag];
      if (start + length > to) throw new RangeError('a field is longer than the file');
      yield { number, value: NaN, from: start, to: start + length, tagAt: at };
      at = start + length;
    }
  }

  async text({ from, to }: Field): Promise<string> {
    return this.#blob.slice(from, to).text();
  }
}
