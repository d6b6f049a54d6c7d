/** The records of a pax header (POSIX.1-2001): lines of "length key=value", the length in bytes. */

export interface PaxRecords {
  path?: Uint8Array;
  linkpath?: Uint8Array;
  size?: number;
  /** False where the archive says that its texts are bytes of no stated encoding. */
  isUtf8: boolean;
  /** GNU's sparse files have records of their own; the real name is among them. */
  isSparse: boolean;
  /** Where each piece of a sparse file belongs, and how long it is; undefined where the map stands before its data. */
  pieces?: number[];
  /** Of the file with its holes. */
  realSize?: number;
}

const SPACE = 0x20;
const EQUALS = 0x3d;

const ascii = new TextDecoder('latin1');

export function paxRecords(bytes: Uint8Array): PaxRecords {
  const records: PaxRecords = { isUtf8: true, isSparse: false };
  let isNamed = false;
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(SPACE, at);
    const length = space < 0 ? NaN : Number(ascii.decode(bytes.subarray(at, space)));
    if (!Number.isInteger(length) || length <= space - at) return records;
    const equals = bytes.indexOf(EQUALS, space);
    if (equals < 0) return records;
    const key = ascii.decode(bytes.subarray(space + 1, equals));
    const value = bytes.slice(equals + 1, at + length - 1);
    // A sparse file's path is that of its parts.
    if (key === 'path' && !isNamed) records.path = value;
    if (key === 'linkpath') records.linkpath = value;
    if (key === 'hdrcharset') records.isUtf8 = ascii.decode(value) !== 'BINARY';
    if (key.startsWith('GNU.sparse.')) records.isSparse = true;
    if (key === 'GNU.sparse.map') records.pieces = ascii.decode(value).split(',').map(Number);
    if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') {
      records.pieces ??= [];
      records.pieces.push(Number(ascii.decode(value)));
    }
    if (key === 'GNU.sparse.size' || key === 'GNU.sparse.realsize') {
      records.realSize = Number(ascii.decode(value));
    }
    if (key === 'GNU.sparse.name') {
      records.path = value;
      isNamed = true;
    }
    if (key === 'size') {
      const size = Number(ascii.decode(value));
      if (Number.isSafeInteger(size) && size >= 0) records.size = size;
    }
    at += length;
  }
  return records;
}
