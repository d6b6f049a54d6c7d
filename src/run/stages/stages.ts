/**
 * Results of stages, kept under the hash of what they were made from: a result is either exactly the
 * one that is wanted or not there, so nothing is ever stale.
 *
 * Every kind of stage is declared once, with its version and a check of what comes back from storage:
 * a value of another shape counts as missing and is made again. Each belongs to the class whose
 * pictures it was made from (its owner), so that everything of a class can be taken away when no run
 * and no collection refers to it any more. All of it can be made again: stages are a cache.
 */
import { canonicalHash } from '../../core/formats/canonical-json';
import type { Storage } from '../ports';

export interface StageKind<Value> {
  /** "latent-chunk" */
  readonly name: string;
  /** Raised when the same inputs give another value. */
  readonly version: number;
  readonly accepts: (value: unknown) => value is Value;
}

/** Names a stage's result by what it was made from; equal names mean equal results. */
export function stageName(kind: StageKind<unknown>, inputs: object): string {
  return `${kind.name}/${canonicalHash({ version: kind.version, inputs })}`;
}

export class Stages {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** @param owner fingerprint of the class whose pictures it comes from */
  async get<Value>(
    kind: StageKind<Value>,
    owner: string,
    inputs: object,
  ): Promise<Value | undefined> {
    const value = await this.#storage.get('stages', `${owner}/${stageName(kind, inputs)}`);
    return kind.accepts(value) ? value : undefined;
  }

  async put<Value>(
    kind: StageKind<Value>,
    owner: string,
    inputs: object,
    value: Value,
  ): Promise<void> {
    const key = `${owner}/${stageName(kind, inputs)}`;
    await this.#storage.put([{ table: 'stages', key, value }]);
  }

  /** Takes one result away, where it is there. */
  async remove(kind: StageKind<unknown>, owner: string, inputs: object): Promise<void> {
    await this.#storage.delete('stages', [`${owner}/${stageName(kind, inputs)}`]);
  }

  /** The value, made and kept where it is not there. What is used is always what is stored. */
  async made<Value>(
    kind: StageKind<Value>,
    owner: string,
    inputs: object,
    make: () => Promise<Value>,
  ): Promise<Value> {
    const known = await this.get(kind, owner, inputs);
    if (known !== undefined) return known;
    const value = await make();
    await this.put(kind, owner, inputs, value);
    return value;
  }

  /** Takes away everything whose owner is none of these. */
  async sweep(owners: ReadonlySet<string>): Promise<void> {
    const keys = await this.#storage.keys('stages');
    const lost = keys.filter((key) => !owners.has(key.slice(0, key.indexOf('/'))));
    if (lost.length > 0) await this.#storage.delete('stages', lost);
  }
}
