/**
 * Reads a parsed JSON value that somebody else wrote, member by member, and says where it is wrong.
 *
 * A reader stands at one place of the value and knows its path; every accessor checks the type and
 * throws the file's own error code with that path.
 */
import { ownNames, type ByName, type OwnNames } from '../by-name';
import { StillroomError } from '../errors';
import type { ErrorCode } from '../errors';

/** The kind of file that is read, for its errors. */
export interface JsonFile {
  /** As a person calls it: "recipe". */
  readonly name: string;
  readonly code: ErrorCode;
  /** What to do about a file that is wrong. */
  readonly advice: string;
}

export const NOT_OURS = 'The file is damaged, or was not written by Stillroom.';

export class JsonReader {
  readonly #value: unknown;
  readonly #path: string;
  readonly #file: JsonFile;
  #members: ByName<unknown> | null = null;

  constructor(value: unknown, file: JsonFile, path = '') {
    this.#value = value;
    this.#file = file;
    this.#path = path;
  }

  /** The error for this place. */
  wrong(expected: string): StillroomError {
    const shown = this.#value === undefined ? 'nothing' : abbreviate(this.#value);
    const { name, code, advice } = this.#file;
    const place = this.#path === '' ? `The ${name}` : `"${this.#path}" in the ${name}`;
    return new StillroomError(code, `${place} should be ${expected}, but is ${shown}. ${advice}`, {
      path: this.#path,
    });
  }

  /** False for a member that is missing, or null as some writers say it. */
  get present(): boolean {
    return this.#value !== undefined && this.#value !== null;
  }

  /** True for a member that some writers give as a text and others otherwise. */
  get isText(): boolean {
    return typeof this.#value === 'string';
  }

  /** All members, as they came. */
  members(): ByName<unknown> {
    if (typeof this.#value !== 'object' || this.#value === null || Array.isArray(this.#value)) {
      throw this.wrong('an object');
    }
    this.#members ??= new Map(Object.entries(this.#value));
    return this.#members;
  }

  /** The reader of a member; a missing one reads as nothing. */
  at(key: string): JsonReader {
    const path = this.#path === '' ? key : `${this.#path}.${key}`;
    return new JsonReader(this.members().get(key), this.#file, path);
  }

  /** @param most characters, as UTF-16 counts them */
  string(most = Infinity): string {
    if (typeof this.#value !== 'string') throw this.wrong('a text');
    const { length } = this.#value;
    if (length > most) throw this.wrong(`a text of at most ${most} characters, not ${length}`);
    return this.#value;
  }

  /** A text that says something. */
  name(): string {
    const text = this.string();
    if (text.trim() === '') throw this.wrong('a text that is not empty');
    return text;
  }

  boolean(): boolean {
    if (typeof this.#value !== 'boolean') throw this.wrong('true or false');
    return this.#value;
  }

  oneOf<const T extends string>(choices: readonly T[]): T {
    const found = choices.find((choice) => choice === this.#value);
    if (found === undefined) throw this.wrong(choicesText(choices));
    return found;
  }

  /**
   * The name of a format, "stillroom-recipe/2".
   * @param known editions of one format that are read
   */
  format<const T extends string>(known: readonly [T, ...T[]]): T {
    const [family] = known[0].split('/');
    const isOther =
      typeof this.#value === 'string' &&
      this.#value.startsWith(`${family}/`) &&
      !known.some((edition) => edition === this.#value);
    if (!isOther) return this.oneOf(known);
    const { name, code } = this.#file;
    throw new StillroomError(
      code,
      `The ${name} was written by another version of Stillroom: it is ${abbreviate(this.#value)}, and this version reads ${choicesText(known)}. Use the version that wrote it, or make it anew here.`,
      { path: this.#path },
    );
  }

  /** A finite number within [least, most]. */
  number(least = -Infinity, most = Infinity): number {
    const value = this.#value;
    if (typeof value !== 'number' || !Number.isFinite(value) || value < least || value > most) {
      throw this.wrong(range('a number', least, most));
    }
    return value;
  }

  positive(): number {
    const value = this.number();
    if (value <= 0) throw this.wrong('a number above 0');
    return value;
  }

  integer(least: number, most: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.#value;
    if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
      throw this.wrong(range('a whole number', least, most));
    }
    return value as number;
  }

  list(): readonly JsonReader[] {
    if (!Array.isArray(this.#value)) throw this.wrong('a list');
    return this.#value.map(
      (item: unknown, i) => new JsonReader(item, this.#file, `${this.#path}[${i}]`),
    );
  }

  strings(): readonly string[] {
    return this.list().map((item) => item.string());
  }

  /** A flat record of numbers, texts and booleans. */
  scalars(): OwnNames<number | string | boolean> {
    const values = [...this.members()].map(([key, value]) => {
      if (typeof value === 'string' || typeof value === 'boolean') return [key, value] as const;
      if (typeof value === 'number' && Number.isFinite(value)) return [key, value] as const;
      throw this.at(key).wrong('a finite number, a text or true or false');
    });
    return ownNames(new Map<string, number | string | boolean>(values));
  }

  /** Finite numbers within [least, most], by name. */
  numbers(least: number, most: number): OwnNames<number> {
    const keys = [...this.members().keys()];
    return ownNames(new Map(keys.map((key) => [key, this.at(key).number(least, most)])));
  }
}

function choicesText(choices: readonly string[]): string {
  return choices.map((choice) => `"${choice}"`).join(' or ');
}

function range(kind: string, least: number, most: number): string {
  if (least === -Infinity && most === Infinity) return kind;
  if (most === Infinity || most === Number.MAX_SAFE_INTEGER) return `${kind} of at least ${least}`;
  return `${kind} from ${least} to ${most}`;
}

function abbreviate(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
