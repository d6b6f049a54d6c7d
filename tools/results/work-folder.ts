/**
 * What a long comparison has done so far, so that it can be stopped and started again: values under
 * the hash of what they were made from, one file each. A file is written whole or not at all.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { canonicalHash } from '../../src/core/formats/canonical-json';

export class WorkFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(path, { recursive: true });
  }

  #file(kind: string, inputs: object): string {
    return join(this.#path, `${kind}-${canonicalHash(inputs)}`);
  }

  has(kind: string, inputs: object): boolean {
    return existsSync(this.#file(kind, inputs));
  }

  get(kind: string, inputs: object): unknown {
    const file = this.#file(kind, inputs);
    return existsSync(file) ? deserialize(readFileSync(file)) : undefined;
  }

  put(kind: string, inputs: object, value: unknown): void {
    const file = this.#file(kind, inputs);
    writeFileSync(`${file}.part`, serialize(value));
    renameSync(`${file}.part`, file);
  }

  /** The value, made where it is not there. The caller knows its type from the kind. */
  async made<T>(kind: string, inputs: object, make: () => T | Promise<T>): Promise<T> {
    const known = this.get(kind, inputs);
    if (known !== undefined) return known as T;
    const value = await make();
    this.put(kind, inputs, value);
    return value;
  }
}
