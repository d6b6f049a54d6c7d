/**
 * A value as bytes, for places that keep files: plain data and typed arrays, given back exactly.
 *
 *     4 bytes   length of the text, little-endian
 *     text      JSON of the value; what JSON cannot say is an object with the one member "$"
 *     arrays    the bytes of its typed arrays, each from a multiple of 8 on
 */
import { StillroomError } from '../../core/errors';

const ARRAYS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
} as const;

type ArrayName = keyof typeof ARRAYS;

const TAG = '$';
const HEAD_BYTES = 4;
const ALIGNMENT = 8;
/** Numbers that JSON writes as others, or as null. */
const ODD_NUMBERS: readonly number[] = [NaN, Infinity, -Infinity, -0];

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

function isArrayName(name: unknown): name is ArrayName {
  return typeof name === 'string' && Object.hasOwn(ARRAYS, name);
}

function refused(value: unknown): StillroomError {
  return new StillroomError(
    'BadParameter',
    `A value of type ${typeof value} cannot be kept: only plain data and typed arrays can.`,
  );
}

/** Replaces what JSON cannot say; arrays are collected. */
class Packer {
  readonly parts: Uint8Array[] = [];
  #bytes = 0;

  tree(value: unknown): unknown {
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    if (typeof value === 'undefined') return { [TAG]: null };
    if (typeof value === 'object') return this.#object(value);
    if (typeof value !== 'number') throw refused(value);
    const odd = ODD_NUMBERS.findIndex((number) => Object.is(number, value));
    return odd < 0 ? value : { [TAG]: odd };
  }

  #object(value: object): unknown {
    if (Array.isArray(value)) return value.map((item) => this.tree(item));
    if (ArrayBuffer.isView(value)) return { [TAG]: this.#array(value) };
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) throw refused(value);
    const members = Object.entries(value).map(([key, member]) => [key, this.tree(member)] as const);
    const plain: object = Object.fromEntries(members);
    // An object that looks like one of ours is wrapped, so that it comes back as it was.
    return Object.hasOwn(value, TAG) ? { [TAG]: plain } : plain;
  }

  #array(value: ArrayBufferView): readonly [ArrayName, number, number] {
    const name = value.constructor.name;
    if (!isArrayName(name)) throw refused(value);
    const start = this.#bytes;
    this.parts.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    this.#bytes = aligned(start + value.byteLength);
    return [name, start, value.byteLength];
  }
}

/**
 * The bytes of a value.
 * @throws StillroomError BadParameter for functions, class instances and other things that are no data
 */
export function packValue(value: unknown): Uint8Array<ArrayBuffer> {
  const packer = new Packer();
  const text = new TextEncoder().encode(JSON.stringify(packer.tree(value)));
  const start = aligned(HEAD_BYTES + text.length);
  const end = packer.parts.reduce((bytes, part) => aligned(bytes + part.length), start);
  const out = new Uint8Array(end);
  new DataView(out.buffer).setUint32(0, text.length, true);
  out.set(text, HEAD_BYTES);
  let at = start;
  for (const part of packer.parts) {
    out.set(part, at);
    at = aligned(at + part.length);
  }
  return out;
}

function unpackTree(tree: unknown, arrays: Uint8Array): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map((item) => unpackTree(item, arrays));
  if (!Object.hasOwn(tree, TAG)) return unpackMembers(tree, arrays);
  const tagged: unknown = (tree as { readonly [TAG]: unknown })[TAG];
  if (tagged === null) return undefined;
  if (typeof tagged === 'number') return ODD_NUMBERS[tagged];
  if (!Array.isArray(tagged)) return unpackMembers(tagged as object, arrays);
  const [name, start, length] = tagged as [ArrayName, number, number];
  const part = arrays.slice(start, start + length);
  if (part.length !== length) throw new RangeError('cut short');
  return new ARRAYS[name](part.buffer);
}

function unpackMembers(members: object, arrays: Uint8Array): object {
  return Object.fromEntries(
    Object.entries(members).map(([key, member]) => [key, unpackTree(member, arrays)]),
  );
}

/** The value of packed bytes; undefined for bytes that `packValue` did not write. */
export function unpackValue(bytes: Uint8Array): unknown {
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const text = new TextDecoder().decode(bytes.subarray(HEAD_BYTES, HEAD_BYTES + length));
    return unpackTree(JSON.parse(text), bytes.subarray(aligned(HEAD_BYTES + length)));
  } catch {
    // A file that is not ours, or not whole, counts as not there.
    return undefined;
  }
}
