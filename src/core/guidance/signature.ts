/**
 * What a term does at one step, as data: everything that decides its action there apart from the image
 * itself, or null where it does nothing. Two terms with equal signatures act alike at that step. This
 * is what lets a run go on from the first step that a change of settings touches: a window whose end
 * moves from 0.5 to 0.9 has the same signatures up to 0.5. Each term's own stands beside its maths.
 */
import { partsOf, type Condition } from '../diffusion/condition';

export type SignaturePart = number | string | boolean | Float32Array | Float64Array;
export type StepSignature = readonly SignaturePart[];

/** A condition, part by part. */
export function conditionSignature(condition: Condition): StepSignature {
  return partsOf(condition).flatMap(([name, { shape, data }]) => [name, shape.join(), data]);
}

/** A step as a term's description needs it. */
export interface ScheduleStep {
  readonly index: number;
  /** Timestep of each step, noisiest first. */
  readonly timesteps: readonly number[];
  readonly trainTimesteps: number;
  /** Noise over signal at the step. */
  readonly level: number;
  /** w of the run. */
  readonly runGuidanceScale: number;
}

/** Compares numbers and arrays; remembers which long arrays were found equal. */
export class SignatureComparison {
  readonly #equal = new Map<object, object>();

  same(a: SignaturePart, b: SignaturePart): boolean {
    if (typeof a !== 'object' || typeof b !== 'object') return Object.is(a, b);
    if (a === b || this.#equal.get(a) === b) return true;
    if (a.constructor !== b.constructor || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
    this.#equal.set(a, b);
    return true;
  }

  sameAll(a: readonly SignaturePart[], b: readonly SignaturePart[]): boolean {
    return a.length === b.length && a.every((part, i) => this.same(part, b[i] as SignaturePart));
  }
}
