/**
 * One fixture case on disk: `<root>/<kind>/<case>/case.json` with `.npy` files beside it.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StillroomError } from '../../src/core/errors';
import { parseNpy, type NpyArray } from '../../src/core/formats/npy';

export interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

interface CaseFile {
  readonly kind: string;
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly tolerance?: Readonly<Record<string, Partial<Tolerance>>>;
  readonly exact?: boolean;
  readonly bounds?: Readonly<Record<string, unknown>>;
  readonly compare?: Readonly<Record<string, string>>;
}

export class FixtureCase {
  readonly name: string;
  readonly kind: string;
  readonly #directory: string;
  readonly #file: CaseFile;

  constructor(directory: string) {
    this.#directory = directory;
    this.#file = JSON.parse(readFileSync(join(directory, 'case.json'), 'utf8')) as CaseFile;
    this.name = basename(directory);
    this.kind = this.#file.kind;
  }

  /** False when only `bounds` count. */
  get exact(): boolean {
    return this.#file.exact !== false;
  }

  get params(): Readonly<Record<string, unknown>> {
    return this.#file.params;
  }

  get bounds(): Readonly<Record<string, unknown>> {
    return this.#file.bounds ?? {};
  }

  /** How the named expected value is compared, where not element by element. */
  compareHow(name: string): string | undefined {
    return this.#file.compare?.[name];
  }

  /** A numeric parameter. */
  number(name: string): number {
    const value = this.params[name];
    if (typeof value !== 'number') {
      throw new StillroomError('BadFixture', `params.${name} of ${this.name} is not a number.`);
    }
    return value;
  }

  /** A text parameter. */
  text(name: string): string {
    const value = this.params[name];
    if (typeof value !== 'string') {
      throw new StillroomError('BadFixture', `params.${name} of ${this.name} is not a text.`);
    }
    return value;
  }

  hasInput(name: string): boolean {
    return name in this.#file.inputs;
  }

  input(name: string): NpyArray {
    return this.#array(this.#file.inputs[name], name);
  }

  get expectedNames(): readonly string[] {
    return Object.keys(this.#file.expected);
  }

  /** An expected value as an array of numbers, whether it is a file, a number or a list. */
  expected(name: string): ArrayLike<number> {
    const value = this.#file.expected[name];
    if (typeof value === 'number') return [value];
    if (Array.isArray(value)) return value as number[];
    return this.#array(value, name).data;
  }

  /** An expected list of texts. */
  expectedTexts(name: string): readonly string[] {
    return this.#file.expected[name] as string[];
  }

  /** Any `.npy` file of the case by file name, as bounds may name one. */
  file(fileName: string): NpyArray {
    return this.#array(fileName, fileName);
  }

  tolerance(name: string): Tolerance {
    const { abs = 0, rel = 0 } = this.#file.tolerance?.[name] ?? {};
    return { abs, rel };
  }

  #array(fileName: unknown, name: string): NpyArray {
    if (typeof fileName !== 'string') {
      throw new StillroomError('BadFixture', `${this.kind}/${this.name} has no array "${name}".`);
    }
    return parseNpy(readFileSync(join(this.#directory, fileName)));
  }
}

/** Every case below the given roots, sorted by kind and name. */
export function findCases(roots: readonly string[]): FixtureCase[] {
  return roots.flatMap((root) =>
    readdirSync(root)
      .filter((kind) => statSync(join(root, kind)).isDirectory())
      .flatMap((kind) =>
        readdirSync(join(root, kind))
          .map((name) => join(root, kind, name))
          .filter((path) => statSync(path).isDirectory())
          .map((path) => new FixtureCase(path)),
      ),
  );
}
