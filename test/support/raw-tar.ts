/** Tar files block by block, for what well-behaved tools do not write. */
import { bytesOf, joined } from './raw-zip';

export interface RawTarEntry {
  readonly name: string | Uint8Array;
  readonly data?: Uint8Array;
  /** The type's flag; '0' is a file. */
  readonly type?: string;
  readonly link?: string;
  /** The old format has no magic. */
  readonly magic?: string;
  /** Sums the header's bytes as signed, as some old tars did. */
  readonly signed?: boolean;
  readonly prefix?: Uint8Array;
}

const BLOCK = 512;

export function tarBlocks({
  name,
  data = bytesOf('x'),
  type = '0',
  link = '',
  magic = 'ustar\x0000',
  signed = false,
  prefix = new Uint8Array(0),
}: RawTarEntry): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(BLOCK);
  header.set(typeof name === 'string' ? bytesOf(name) : name);
  header.set(bytesOf('0000644\0'), 100);
  header.set(bytesOf(`${data.length.toString(8).padStart(11, '0')}\0`), 124);
  header.set(bytesOf('        '), 148);
  header.set(bytesOf(type), 156);
  header.set(bytesOf(link), 157);
  header.set(bytesOf(magic), 257);
  header.set(prefix, 345);
  const sum = header.reduce((all, byte) => all + (signed && byte > 127 ? byte - 256 : byte), 0);
  header.set(bytesOf(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  const padding = new Uint8Array((BLOCK - (data.length % BLOCK)) % BLOCK);
  return joined([header, data, padding]);
}

/** @param end false leaves out the two zero blocks */
export function rawTar(entries: readonly RawTarEntry[], end = true): Uint8Array<ArrayBuffer> {
  return joined([...entries.map(tarBlocks), new Uint8Array(end ? 2 * BLOCK : 0)]);
}

/** A pax header for the entry behind it. */
export function paxHeader(records: Readonly<Record<string, Uint8Array>>): RawTarEntry {
  const lines = Object.entries(records).map(([key, value]) => {
    let length = key.length + value.length + 4;
    while (`${length} ${key}=`.length + value.length + 1 !== length) length++;
    return joined([bytesOf(`${length} ${key}=`), value, bytesOf('\n')]);
  });
  return { name: 'PaxHeader', type: 'x', data: joined(lines) };
}
