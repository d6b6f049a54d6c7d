/** Zip files byte by byte, for what well-behaved tools do not write. */
import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../src/data/crc32';

export interface RawEntry {
  /** A text is written as UTF-8, without the flag that says so. */
  readonly name: string | Uint8Array;
  readonly data?: Uint8Array;
  readonly flags?: number;
  readonly extra?: Uint8Array;
  /** Deflates the data. */
  readonly deflate?: boolean;
  /** In place of the true size, in the directory. */
  readonly statedSize?: number;
  /** In place of the true offset, in the directory. */
  readonly statedOffset?: number;
}

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function record(fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Uint8Array {
  const out = new Uint8Array(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value % 2 ** 32, true);
    at += bytes;
  }
  return out;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export interface ZipParts {
  /** Local headers with their data, one an entry. */
  readonly locals: readonly Uint8Array[];
  readonly directory: Uint8Array;
  readonly end: Uint8Array;
}

/**
 * The parts of a zip.
 * @param placeOf where an entry's local header comes to stand; one behind the other without it
 * @param directoryAt where the directory does
 */
export function zipParts(
  entries: readonly RawEntry[],
  placeOf?: (index: number) => number,
  directoryAt?: number,
): ZipParts {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  // Entries of the same bytes are packed once.
  const deflated = new Map<Uint8Array, Uint8Array>();
  const sums = new Map<Uint8Array, number>();
  let offset = 0;
  entries.forEach((entry, i) => {
    const name = typeof entry.name === 'string' ? bytesOf(entry.name) : entry.name;
    const data = entry.data ?? bytesOf('x');
    if (entry.deflate === true && !deflated.has(data)) {
      deflated.set(data, new Uint8Array(deflateRawSync(data)));
    }
    const packed = (entry.deflate === true ? deflated.get(data) : undefined) ?? data;
    const crc = sums.get(data) ?? crc32(data);
    sums.set(data, crc);
    const extra = entry.extra ?? new Uint8Array(0);
    const common = [
      [2, 20],
      [2, entry.flags ?? 0],
      [2, entry.deflate === true ? 8 : 0],
      [4, 0],
      [4, crc],
      [4, packed.length],
    ] as const;
    const local = record([[4, 0x04034b50], ...common, [4, data.length], [2, name.length], [2, 0]]);
    locals.push(joined([local, name, packed]));
    directory.push(
      record([
        [4, 0x02014b50],
        [2, 20],
        ...common,
        [4, entry.statedSize ?? data.length],
        [2, name.length],
        [2, extra.length],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, entry.statedOffset ?? placeOf?.(i) ?? offset],
      ]),
      name,
      extra,
    );
    offset += locals.at(-1)?.length ?? 0;
  });
  const whole = joined(directory);
  const end = record([
    [4, 0x06054b50],
    [4, 0],
    [2, entries.length],
    [2, entries.length],
    [4, whole.length],
    [4, directoryAt ?? offset],
    [2, 0],
  ]);
  return { locals, directory: whole, end };
}

export function rawZip(entries: readonly RawEntry[]): Uint8Array<ArrayBuffer> {
  const { locals, directory, end } = zipParts(entries);
  return joined([...locals, directory, end]);
}

/** The extra field that states a name in UTF-8. */
export function unicodePathExtra(plain: Uint8Array, name: string): Uint8Array {
  const text = bytesOf(name);
  const head = record([
    [2, 0x7075],
    [2, 5 + text.length],
  ]);
  return joined([head, Uint8Array.of(1), record([[4, crc32(plain)]]), text]);
}
