/** Texts in the old encodings, by turning the platform's decoders around; for tests. */

type Table = ReadonlyMap<string, readonly number[]>;

const tables = new Map<string, Table>();

function tableOf(label: string): Table {
  const known = tables.get(label);
  if (known !== undefined) return known;
  const decoder = new TextDecoder(label, { fatal: true });
  const table = new Map<string, readonly number[]>();
  const add = (...bytes: number[]): void => {
    try {
      const text = decoder.decode(Uint8Array.from(bytes));
      if (Array.from(text).length === 1 && !table.has(text)) table.set(text, bytes);
    } catch {
      // Not a character of this encoding.
    }
  };
  for (let byte = 0; byte < 256; byte++) add(byte);
  for (let lead = 0x81; lead < 0xff; lead++) {
    for (let trail = 0x40; trail < 0xff; trail++) add(lead, trail);
  }
  tables.set(label, table);
  return table;
}

/** @throws Error for a character that the encoding lacks */
export function encodeIn(label: string, text: string): Uint8Array<ArrayBuffer> {
  const table = tableOf(label);
  return Uint8Array.from(
    Array.from(text).flatMap((character) => {
      const bytes = table.get(character);
      if (bytes === undefined) throw new Error(`${character} is not in ${label}`);
      return bytes;
    }),
  );
}
