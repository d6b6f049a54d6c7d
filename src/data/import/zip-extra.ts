/** The extra fields of a zip entry that matter here: Zip64 sizes (APPNOTE 4.5.3) and the Unicode path (4.6.9). */
import { crc32 } from '../crc32';
import { badZip, uint64 } from './zip-end';

const ZIP64_EXTRA = 0x0001;
const UNICODE_PATH_EXTRA = 0x7075;
const SATURATED = 0xffffffff;

/** A part of the directory that holds extra fields. */
interface ExtraFields {
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
}

/** Where the data of a field starts and ends; undefined when it is not there. */
function findField(
  { view, start, end }: ExtraFields,
  id: number,
): { from: number; to: number } | undefined {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== id) continue;
    return { from: at + 4, to: Math.min(end, at + 4 + view.getUint16(at + 2, true)) };
  }
  return undefined;
}

/** Replaces saturated 32-bit fields by those of the Zip64 field, which lists only them. */
export function widen(extra: ExtraFields, fields: number[]): number[] {
  if (!fields.includes(SATURATED)) return fields;
  const field64 = findField(extra, ZIP64_EXTRA);
  if (field64 === undefined) return fields;
  let next = field64.from;
  return fields.map((field) => {
    if (field !== SATURATED) return field;
    if (next + 8 > field64.to) throw badZip('a Zip64 field is cut short');
    next += 8;
    return uint64(extra.view, next - 8);
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The name that the Unicode path field states, if it is about these bytes of the plain name: a tool
 * that renames an entry without knowing the field leaves the old name in it.
 */
export function unicodePath(extra: ExtraFields, name: Uint8Array): string | undefined {
  const field = findField(extra, UNICODE_PATH_EXTRA);
  if (field === undefined || field.to - field.from < 5) return undefined;
  const { view } = extra;
  const isVersion1 = view.getUint8(field.from) === 1;
  if (!isVersion1 || view.getUint32(field.from + 1, true) !== crc32(name)) return undefined;
  try {
    return utf8.decode(
      new Uint8Array(view.buffer, view.byteOffset + field.from + 5, field.to - field.from - 5),
    );
  } catch {
    return undefined;
  }
}
