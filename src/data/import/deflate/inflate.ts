/**
 * DEFLATE (RFC 1951) in pushed pieces, which knows to the byte where its stream ends.
 *
 * The platform's DecompressionStream is faster but does not tell where a stream ended, and refuses
 * what comes after; a gzip file of several members can only be read by who knows. So this decoder
 * serves gzip files, and texts that are needed at once. It looks at most LOOKAHEAD bytes ahead, the longest block header.
 */
import { codeTable, type CodeTable } from './huffman';

export type InflateState = 'more' | 'done' | 'damaged' | 'cut';

/** The header of a dynamic block is at most 14 + 19 * 3 + 318 * 14 bits. */
const LOOKAHEAD = 600;
const WINDOW = 32 * 1024;
const OUTPUT = 256 * 1024;
const LONGEST_MATCH = 258;
/** The output is handed on when it has grown to here; the last WINDOW bytes of it stay. */
const FULL = WINDOW + OUTPUT;
const END_OF_BLOCK = 256;

/** RFC 1951, 3.2.5: base and extra bits of lengths 257..285 and of distances 0..29. */
const LENGTH_EXTRA = Uint8Array.from('00000000111122223333444455550', Number);
const DISTANCE_EXTRA = Uint8Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1));

function bases(extra: Uint8Array, first: number): Uint16Array {
  let base = first;
  return Uint16Array.from(extra, (bits) => {
    base += 1 << bits;
    return base - (1 << bits);
  });
}
const LENGTH_BASE = bases(LENGTH_EXTRA, 3);
LENGTH_BASE[28] = LONGEST_MATCH;
const DISTANCE_BASE = bases(DISTANCE_EXTRA, 1);
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const FIXED_LENGTHS = Uint8Array.from({ length: 288 }, (_, i) =>
  i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8,
);
const FIXED_DISTANCES = new Uint8Array(30).fill(5);

class Damage extends Error {}

export class Inflate {
  readonly #emit: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly #out = new Uint8Array(FULL + LONGEST_MATCH);
  #position = 0;
  #emitted = 0;
  /** All output so far, to tell distances that reach before the start. */
  #total = 0;
  #in = new Uint8Array(0);
  #at = 0;
  #bits = 0;
  #bitCount = 0;
  #last = false;
  #block: 'header' | 'stored' | 'codes' | 'done' = 'header';
  #final = false;
  #storedLeft = 0;
  #lengths: CodeTable | undefined;
  #distances: CodeTable | undefined;

  /** @param emit is given the unpacked bytes, piece by piece, each its own copy */
  constructor(emit: (bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#emit = emit;
  }

  /** Whole bytes of the last push that lie behind the end of the stream. */
  get unused(): number {
    return this.#in.length - this.#at + (this.#bitCount >>> 3);
  }

  /** @param last true when no more input follows */
  push(input: Uint8Array, last: boolean): InflateState {
    const left = this.#in.subarray(this.#at);
    this.#in = new Uint8Array(left.length + input.length);
    this.#in.set(left);
    this.#in.set(input, left.length);
    this.#at = 0;
    this.#last = last;
    try {
      this.#run();
    } catch (error) {
      if (error instanceof Damage) return 'damaged';
      throw error;
    }
    // Bits that were only made up at the end of the input have been used.
    if (this.#at > this.#in.length + (this.#bitCount >>> 3)) return 'cut';
    this.#flush();
    if (this.#block === 'done') return 'done';
    return last ? 'cut' : 'more';
  }

  #run(): void {
    const { length } = this.#in;
    while (this.#block !== 'done') {
      if (this.#last ? this.#at > length : length - this.#at < LOOKAHEAD) return;
      if (this.#block === 'header') this.#header();
      else if (this.#block === 'stored') this.#stored();
      else this.#codes();
    }
  }

  /** The next bits, least significant first; zeros after the end, which `push` finds out. */
  #need(count: number): void {
    while (this.#bitCount < count) {
      this.#bits |= (this.#in[this.#at++] ?? 0) << this.#bitCount;
      this.#bitCount += 8;
    }
  }

  #take(count: number): number {
    this.#need(count);
    const value = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#bitCount -= count;
    return value;
  }

  #symbol({ entries, bits }: CodeTable): number {
    this.#need(bits);
    const entry = entries[this.#bits & ((1 << bits) - 1)] ?? 0;
    const length = entry & 15;
    if (length === 0) throw new Damage('a code that is none');
    this.#bits >>>= length;
    this.#bitCount -= length;
    return entry >>> 4;
  }

  #header(): void {
    this.#final = this.#take(1) === 1;
    const kind = this.#take(2);
    if (kind === 0) {
      this.#take(this.#bitCount & 7);
      this.#storedLeft = this.#take(16);
      if ((this.#take(16) ^ 0xffff) !== this.#storedLeft) throw new Damage('a stored length');
      this.#block = 'stored';
    } else if (kind === 3) {
      throw new Damage('a block of no kind');
    } else {
      if (kind === 1) this.#setCodes(FIXED_LENGTHS, FIXED_DISTANCES);
      else this.#dynamicCodes();
      this.#block = 'codes';
    }
  }

  #setCodes(lengths: Uint8Array, distances: Uint8Array): void {
    this.#lengths = codeTable(lengths);
    this.#distances = codeTable(distances);
  }

  #dynamicCodes(): void {
    const lengthCount = this.#take(5) + 257;
    const distanceCount = this.#take(5) + 1;
    const orderCount = this.#take(4) + 4;
    const ofLengths = new Uint8Array(19);
    for (const symbol of LENGTH_ORDER.slice(0, orderCount)) ofLengths[symbol] = this.#take(3);
    const table = codeTable(ofLengths);
    if (table === undefined || lengthCount > 286) throw new Damage('a code of code lengths');
    const all = new Uint8Array(lengthCount + distanceCount);
    for (let at = 0; at < all.length;) {
      const symbol = this.#symbol(table);
      if (symbol < 16) {
        all[at++] = symbol;
        continue;
      }
      if (symbol === 16 && at === 0) throw new Damage('a repeat of nothing');
      const value = symbol === 16 ? (all[at - 1] ?? 0) : 0;
      const times =
        symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
      if (at + times > all.length) throw new Damage('too many code lengths');
      all.fill(value, at, at + times);
      at += times;
    }
    this.#setCodes(all.subarray(0, lengthCount), all.subarray(lengthCount));
  }

  #endBlock(): void {
    this.#block = this.#final ? 'done' : 'header';
  }

  #stored(): void {
    // Bytes that were already taken into the bit buffer come first.
    while (this.#storedLeft > 0 && this.#bitCount > 0) {
      this.#write(this.#take(8));
      this.#storedLeft--;
    }
    while (this.#storedLeft > 0) {
      const room = FULL - this.#position;
      const piece = this.#in.subarray(this.#at, this.#at + Math.min(this.#storedLeft, room));
      if (piece.length === 0) {
        // Behind the end of the input; one step beyond it says that the stream was cut.
        if (this.#last) this.#at = this.#in.length + 8;
        return;
      }
      this.#out.set(piece, this.#position);
      this.#at += piece.length;
      this.#storedLeft -= piece.length;
      this.#advance(piece.length);
    }
    this.#endBlock();
  }

  #write(byte: number): void {
    this.#out[this.#position] = byte;
    this.#advance(1);
  }

  #advance(count: number): void {
    this.#position += count;
    this.#total += count;
    if (this.#position < FULL) return;
    this.#flush();
    this.#out.copyWithin(0, this.#position - WINDOW, this.#position);
    this.#position = WINDOW;
    this.#emitted = WINDOW;
  }

  #flush(): void {
    if (this.#emitted === this.#position) return;
    this.#emit(this.#out.slice(this.#emitted, this.#position));
    this.#emitted = this.#position;
  }

  /** Symbols until the block ends, or the input runs low. */
  #codes(): void {
    const [lengths, distances] = [this.#lengths, this.#distances];
    if (lengths === undefined || distances === undefined) throw new Damage('too many codes');
    // A symbol with all that belongs to it takes at most 6 bytes.
    const stop = this.#last ? this.#in.length : this.#in.length - 8;
    while (this.#at <= stop) {
      const symbol = this.#literals(lengths, stop);
      if (symbol === END_OF_BLOCK) {
        this.#endBlock();
        return;
      }
      if (symbol > END_OF_BLOCK) this.#match(symbol - END_OF_BLOCK - 1, distances);
    }
  }

  /**
   * Literal bytes up to the first symbol that is none, which is returned; 0 where the input runs low
   * or the output is full. The one hot loop: its state lives in locals.
   */
  #literals({ entries, bits: entryBits }: CodeTable, stop: number): number {
    const mask = entries.length - 1;
    const [input, out] = [this.#in, this.#out];
    const start = this.#position;
    let position = start;
    let at = this.#at;
    let bits = this.#bits;
    let bitCount = this.#bitCount;
    let entry = 0;
    while (at <= stop && position < FULL) {
      while (bitCount < entryBits) {
        bits |= (at < input.length ? (input[at] ?? 0) : 0) << bitCount;
        at++;
        bitCount += 8;
      }
      entry = entries[bits & mask] ?? 0;
      if (entry === 0) throw new Damage('a code that is none');
      bits >>>= entry & 15;
      bitCount -= entry & 15;
      if (entry >= END_OF_BLOCK << 4) break;
      out[position++] = entry >>> 4;
      entry = 0;
    }
    this.#at = at;
    this.#bits = bits;
    this.#bitCount = bitCount;
    this.#advance(position - start);
    return entry >>> 4;
  }

  #match(lengthSymbol: number, distances: CodeTable): void {
    const base = LENGTH_BASE[lengthSymbol];
    if (base === undefined) throw new Damage('a length that is none');
    const count = base + this.#take(LENGTH_EXTRA[lengthSymbol] ?? 0);
    const distanceSymbol = this.#symbol(distances);
    const from = DISTANCE_BASE[distanceSymbol];
    if (from === undefined) throw new Damage('a distance that is none');
    const distance = from + this.#take(DISTANCE_EXTRA[distanceSymbol] ?? 0);
    if (distance > this.#total) throw new Damage('a distance before the start');
    const out = this.#out;
    const to = this.#position;
    if (distance >= count) out.copyWithin(to, to - distance, to - distance + count);
    else if (distance === 1) out.fill(out[to - 1] ?? 0, to, to + count);
    else for (let i = to; i < to + count; i++) out[i] = out[i - distance] ?? 0;
    this.#advance(count);
  }
}
