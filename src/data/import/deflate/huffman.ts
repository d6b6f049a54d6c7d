/**
 * Huffman codes of DEFLATE (RFC 1951, 3.2.2) as one look-up table: the next bits of the stream,
 * least significant first, index `symbol << 4 | length`; 0 where no code starts with these bits.
 */
const LONGEST = 15;

export interface CodeTable {
  readonly entries: Uint16Array;
  /** Bits of an index: the longest code's. */
  readonly bits: number;
}

function reversed(code: number, length: number): number {
  let out = 0;
  for (let i = 0; i < length; i++) out |= ((code >>> i) & 1) << (length - 1 - i);
  return out;
}

/**
 * The table of the code with these lengths, one a symbol, 0 for symbols that do not occur.
 * @returns undefined when the lengths describe more codes than there are
 */
export function codeTable(lengths: Uint8Array): CodeTable | undefined {
  const counts = new Uint16Array(LONGEST + 1);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  const next = new Uint16Array(LONGEST + 2);
  let code = 0;
  let bits = 1;
  for (let length = 1; length <= LONGEST; length++) {
    code = (code + (counts[length - 1] ?? 0)) << 1;
    next[length] = code;
    if ((counts[length] ?? 0) > 0) bits = length;
    if (code + (counts[length] ?? 0) > 1 << length) return undefined;
  }
  const entries = new Uint16Array(1 << bits);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const own = next[length] ?? 0;
    next[length] = own + 1;
    const entry = (symbol << 4) | length;
    for (let i = reversed(own, length); i < entries.length; i += 1 << length) entries[i] = entry;
  });
  return { entries, bits };
}
