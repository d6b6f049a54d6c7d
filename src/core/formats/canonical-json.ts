/**
 * One text for one value: JSON with sorted keys and no spaces, so that equal values have equal
 * hashes.
 *
 * The form is RFC 8785's: keys in the order of their UTF-16 code units, numbers and strings as
 * ECMAScript writes them. What JSON would change without a word (NaN to null, undefined to nothing)
 * is an error here, because two different values would share a hash.
 */
import { StillroomError } from '../errors';
import { sha256Hex } from './sha256';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** Its names are listed, never asked for. */
export interface JsonObject {
  // oxlint-disable-next-line stillroom/by-name -- a type cannot be an alias of itself
  readonly [key: string]: JsonValue;
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return JSON.stringify(value);
    throw refused(path, `the number ${value}`);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item, i) => write(item, `${path}[${i}]`)).join(',')}]`;
  }
  if (typeof value === 'object') {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      throw refused(path, 'an object that is not plain');
    }
    const members = Object.entries(value).sort(([a], [b]) => byCodeUnits(a, b));
    const texts = members.map(
      ([key, member]) => `${JSON.stringify(key)}:${write(member, `${path}.${key}`)}`,
    );
    return `{${texts.join(',')}}`;
  }
  throw refused(path, `a value of type ${typeof value}`);
}

function refused(path: string, what: string): StillroomError {
  return new StillroomError(
    'BadParameter',
    `Canonical JSON cannot hold ${what} (at ${path}). Use finite numbers, strings, booleans, null, arrays and plain objects.`,
    { path },
  );
}

/**
 * The canonical text of a JSON value. Interfaces are accepted as well as JsonValue, since the check
 * is made on the value itself.
 * @throws StillroomError BadParameter for anything that JSON cannot hold exactly
 */
export function canonicalJson(value: object | JsonValue): string {
  return write(value, '$');
}

/** SHA-256 of the canonical text, 64 hexadecimal digits. */
export function canonicalHash(value: object | JsonValue): string {
  return sha256Hex(canonicalJson(value));
}
