/** How much room a value takes in storage, roughly and never too little by much. */

/** Structure around each member: keys, tags, lengths. */
const OVERHEAD = 16;

/** Bytes of a structured-cloneable value; arrays and objects are walked. */
export function valueBytes(value: unknown): number {
  if (typeof value === 'string') return OVERHEAD + 2 * value.length;
  if (typeof value !== 'object' || value === null) return OVERHEAD;
  if (value instanceof Blob) return OVERHEAD + value.size;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return OVERHEAD + value.byteLength;
  if (Array.isArray(value)) {
    return value.reduce((bytes: number, item) => bytes + valueBytes(item), OVERHEAD);
  }
  return Object.entries(value).reduce(
    (bytes, [key, member]) => bytes + 2 * key.length + valueBytes(member),
    OVERHEAD,
  );
}
