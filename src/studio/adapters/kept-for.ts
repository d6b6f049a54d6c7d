/** One value for as long as the model and the collection stay the same. */
import type { StageParts } from '../../run/stages/stage-parts';

export class KeptFor<Value> {
  readonly #make: (parts: StageParts) => Value;
  readonly #drop: (value: Value) => void;
  #kept: { readonly parts: StageParts; readonly value: Value } | null = null;

  /** @param drop told of a value that is of no use any more */
  constructor(make: (parts: StageParts) => Value, drop: (value: Value) => void) {
    this.#make = make;
    this.#drop = drop;
  }

  of(parts: StageParts): Value {
    const kept = this.#kept;
    if (kept?.parts.model === parts.model && kept.parts.source === parts.source) return kept.value;
    this.clear();
    const value = this.#make(parts);
    this.#kept = { parts, value };
    return value;
  }

  clear(): void {
    if (this.#kept !== null) this.#drop(this.#kept.value);
    this.#kept = null;
  }
}
