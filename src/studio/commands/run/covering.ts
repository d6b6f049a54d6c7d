/**
 * Records of one and the same run. A run that is begun anew gets a record of its own, since what it is
 * shows only as its classes are read; its images are those of the run before. Of two records that hold
 * the same, one is enough.
 */
import type { RunRecord } from '../../../run/results/records';

/** True when `record` has every class that `other` is known to have, made in the same place. */
function covers(record: RunRecord, other: RunRecord): boolean {
  const { provider, decoder } = record.backend;
  if (other.backend.provider !== provider || other.backend.decoder !== decoder) return false;
  const own = new Set(record.recipe.classes.map(({ folder }) => folder));
  const same = other.recipe.classes.length === own.size;
  const known = other.classHashes.filter((hash) => hash !== null);
  const hashes = new Set(record.classHashes);
  return (
    same &&
    known.length > 0 &&
    other.recipe.classes.every(({ folder }) => own.has(folder)) &&
    known.every((hash) => hashes.has(hash))
  );
}

/** True for two records of one run, as far as its classes are read. */
export function areSame(one: RunRecord, other: RunRecord): boolean {
  return covers(one, other) || covers(other, one);
}

export interface Merged {
  /** The record that stays for the run. */
  readonly kept: RunRecord;
  /** Those that say nothing more than it does. */
  readonly spare: readonly RunRecord[];
}

/** @param others all other records */
export function merged(record: RunRecord, others: readonly RunRecord[]): Merged {
  const whole = others.find(
    (other) => covers(other, record) && (other.state === 'done' || !covers(record, other)),
  );
  const kept = record.state !== 'done' && whole !== undefined ? whole : record;
  const spare = [record, ...others].filter((other) => other !== kept && covers(kept, other));
  return { kept, spare };
}
