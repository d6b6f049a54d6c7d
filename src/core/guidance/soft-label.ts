/**
 * DMGD's semantic matching (arXiv 2605.03877): the condition is perturbed instead of classified. With
 * thresholds on the original timestep t (published: 900 and 500 of 1000)
 *
 *     lam = 0 above the upper, 1 below the lower, linear between     use = 0 above the upper, else 1
 *
 *     official-code, y = the table [conditional; null] of 2 x D, u uniform in [0, 1):
 *       b  = sqrt(lam) y + beta_n sqrt(1 - lam) u + use beta_s sqrt(1 - lam) y*
 *       y~ = (b - mean(b)) / std(b) * std(y) + mean(y)         scalars over the table, std unbiased
 *     paper, conditional row alone, n normal, no renormalisation:
 *       y~ = sqrt(lam) y + beta_n (1 - sqrt(lam)) n + use beta_s (1 - sqrt(lam)) y*
 *
 * The weights are numbers beside y, tuned to DiT's label table, which starts training with a spread of
 * 0.02: there 0.06 u is noise of 0.9 of it. Beside a text encoder's tokens, of spread 0.9, it is 2 %. `relative`
 * reads them as shares of the embedding's spread instead, s = std over the table (over the row in the
 * paper's variant): beta_n u becomes beta_n s sqrt(12) u, noise of standard deviation beta_n s (n has
 * deviation 1 and needs no sqrt(12)), and beta_s y* becomes beta_s s/std(y*) y*. Under the official
 * renormalisation, which takes out the mean, relative weights beta_n / (s sqrt(12)) and
 * beta_s std(y*)/s are the absolute ones.
 *
 * y* is another class's condition, one an image. What moves are the parts of the condition that say which
 * class it is. A row of a label table is the paper's own case; a text-to-image model conditions on a
 * sequence: each token is then a table of its own, and so is a pooled vector beside it, and y* the same
 * row of the other class's condition. Below the lower
 * threshold the formula returns y up to rounding; the term leaves y untouched there, to the last bit.
 */
import {
  CLASS_PARTS,
  emptyConditions,
  requireSameParts,
  type Condition,
} from '../diffusion/condition';
import { randomStream, type RandomStream } from '../random/stream';
import { conditionSignature, type ScheduleStep, type StepSignature } from './signature';
import { PAPER_SCHEDULES, paperTimestep } from './paper-schedule';
import type { SoftLabelSpec } from './spec';
import { checkStrength } from './target';
import { placeOf, type GuidanceTerm, type TermSetting } from './term';
import { checkWindow, inWindow, type StepPlace } from './window';

export interface SoftLabelMix {
  /** lam: 1 keeps the condition, 0 replaces it. */
  readonly keep: number;
  /** Whether the other class takes part. */
  readonly useOther: boolean;
}

/** @param upper, lower original timesteps, lower <= upper */
export function softLabelMix(timestep: number, upper: number, lower: number): SoftLabelMix {
  if (timestep > upper) return { keep: 0, useOther: false };
  if (timestep < lower || upper === lower) return { keep: 1, useOther: true };
  return { keep: (upper - timestep) / (upper - lower), useOther: true };
}

type SoftLabelSettings = Pick<SoftLabelSpec, 'noiseWeight' | 'labelWeight' | 'measure' | 'variant'>;

export interface SoftLabelWeights extends SoftLabelMix {
  readonly noiseWeight: number;
  readonly labelWeight: number;
}

/** Deviation of uniform numbers in [0, 1). */
const UNIFORM_STD = 1 / Math.sqrt(12);

/** The weights as factors of the random numbers and of y*, whatever they are measured in. */
export function absoluteWeights(
  { noiseWeight, labelWeight, measure, variant }: SoftLabelSettings,
  labels: ArrayLike<number>,
  other: ArrayLike<number>,
): { readonly noiseWeight: number; readonly labelWeight: number } {
  if (measure !== 'relative') return { noiseWeight, labelWeight };
  const spread = moments(labels).std;
  const otherSpread = moments(other).std;
  return {
    noiseWeight: (noiseWeight * spread) / (variant === 'official-code' ? UNIFORM_STD : 1),
    // A condition without spread has no share of it to give.
    labelWeight: otherSpread > 0 ? (labelWeight * spread) / otherSpread : 0,
  };
}

/** Mean and unbiased standard deviation. */
function moments(values: ArrayLike<number>): { mean: number; std: number } {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i] as number;
  mean /= n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((values[i] as number) - mean) ** 2;
  return { mean, std: Math.sqrt(squares / (n - 1)) };
}

/**
 * The official code's table.
 * @param labels [2, D] conditional and null row
 * @param uniform [2, D] numbers in [0, 1)
 * @param other [D] y*
 * @param out receives [2, D]
 */
export function officialSoftLabel(
  labels: ArrayLike<number>,
  uniform: ArrayLike<number>,
  other: ArrayLike<number>,
  { keep, useOther, noiseWeight, labelWeight }: SoftLabelWeights,
  out: Float64Array,
): void {
  const kept = Math.sqrt(keep);
  const spread = Math.sqrt(1 - keep);
  const noise = noiseWeight * spread;
  const label = useOther ? labelWeight * spread : 0;
  for (let i = 0; i < out.length; i++) {
    out[i] =
      kept * (labels[i] as number) +
      noise * (uniform[i] as number) +
      label * (other[i % other.length] as number);
  }
  const before = moments(labels);
  const after = moments(out);
  // A mixture without spread beyond its rounding carries nothing but its mean; the official code
  // divides by 0 here, or blows the rounding up.
  const scale = after.std > 1e-12 * Math.abs(after.mean) ? before.std / after.std : 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = ((out[i] as number) - after.mean) * scale + before.mean;
  }
}

/**
 * The paper's row.
 * @param label [D]
 * @param normal [D] standard normal numbers
 * @param other [D] y*
 * @param out receives [D]
 */
export function paperSoftLabel(
  label: ArrayLike<number>,
  normal: ArrayLike<number>,
  other: ArrayLike<number>,
  { keep, useOther, noiseWeight, labelWeight }: SoftLabelWeights,
  out: Float64Array,
): void {
  const kept = Math.sqrt(keep);
  const rest = 1 - kept;
  for (let i = 0; i < out.length; i++) {
    out[i] =
      kept * (label[i] as number) +
      noiseWeight * rest * (normal[i] as number) +
      (useOther ? labelWeight * rest * (other[i] as number) : 0);
  }
}

/**
 * How the condition is mixed at a step, or null where it stays as it is. A window that is read at a
 * paper's noise levels reads the thresholds there too: the step's timestep is that of the paper's model
 * with as much noise.
 */
export function mixAt(
  { window, upper, lower }: Pick<SoftLabelSpec, 'window' | 'upper' | 'lower'>,
  place: StepPlace,
  timestep: number,
  trainTimesteps: number,
): SoftLabelMix | null {
  if (!inWindow(window, place)) return null;
  const { reference } = window;
  const all = reference === undefined ? trainTimesteps : PAPER_SCHEDULES[reference]().table.length;
  const t = reference === undefined ? timestep : paperTimestep(reference, place.level);
  const mix = softLabelMix(t, upper * all, lower * all);
  return mix.keep === 1 ? null : mix;
}

export function softLabelSignature(
  spec: SoftLabelSpec,
  { index, timesteps, trainTimesteps, level }: ScheduleStep,
): StepSignature | null {
  const timestep = timesteps[index] as number;
  const mix = mixAt(spec, { index, total: timesteps.length, level }, timestep, trainTimesteps);
  if (mix === null) return null;
  const { kind, variant, measure = 'absolute', noiseWeight } = spec;
  const own = [kind, variant, measure, mix.keep, noiseWeight];
  return mix.useOther ? [...own, spec.labelWeight, ...conditionSignature(spec.otherClass)] : own;
}

function checkSoftLabel(spec: SoftLabelSpec, { conditionShapes }: TermSetting): void {
  checkStrength(spec.noiseWeight, 'Soft-label noise weight');
  checkStrength(spec.labelWeight, 'Soft-label class weight');
  checkWindow(spec.window);
  checkWindow({ start: spec.lower, end: spec.upper });
  const like = emptyConditions(conditionShapes, 1);
  requireSameParts("The other class's condition", spec.otherClass, like);
}

/** Room for one row at a time. */
class RowMixer {
  readonly #official: boolean;
  readonly #width: number;
  readonly #labels: Float64Array;
  readonly #random: Float64Array;
  readonly #out: Float64Array;

  constructor(official: boolean, width: number) {
    this.#official = official;
    this.#width = width;
    const size = (official ? 2 : 1) * width;
    this.#labels = new Float64Array(size);
    this.#random = new Float64Array(size);
    this.#out = new Float64Array(size);
  }

  /**
   * Mixes a row of a condition in place, and the null row beside it where the variant does.
   * @param moved added to: the squares of what was added, and of what was there
   */
  mix(
    spec: SoftLabelSpec,
    mix: SoftLabelMix,
    stream: RandomStream,
    { row, nullRow, other }: Readonly<Record<'row' | 'nullRow' | 'other', Float32Array>>,
    moved: { shift: number; size: number },
  ): void {
    const [labels, random, out, width] = [this.#labels, this.#random, this.#out, this.#width];
    labels.set(row);
    if (this.#official) {
      labels.set(nullRow, width);
      const weights = { ...mix, ...absoluteWeights(spec, labels, other) };
      officialSoftLabel(labels, stream.fillUniform(random), other, weights, out);
      nullRow.set(out.subarray(width));
    } else {
      const weights = { ...mix, ...absoluteWeights(spec, labels, other) };
      paperSoftLabel(labels, stream.fillNormal(random), other, weights, out);
    }
    row.set(out.subarray(0, width));
    for (let i = 0; i < width; i++) {
      moved.shift += ((out[i] as number) - (labels[i] as number)) ** 2;
      moved.size += (labels[i] as number) ** 2;
    }
  }
}

export function softLabel(spec: SoftLabelSpec, setting: TermSetting): GuidanceTerm {
  checkSoftLabel(spec, setting);
  const { conditionShapes, trainTimesteps } = setting;
  const mixers = CLASS_PARTS.flatMap((name) => {
    const width = conditionShapes[name]?.at(-1);
    if (width === undefined) return [];
    return [{ name, width, mixer: new RowMixer(spec.variant === 'official-code', width) }];
  });
  return {
    kind: spec.kind,
    onCondition(view, condition, nullCondition) {
      const { step, owner } = view;
      const mix = mixAt(spec, placeOf(view), step.timestep, trainTimesteps);
      if (mix === null) return null;
      const stream = randomStream({
        seed: owner.seed,
        name: owner.className,
        image: owner.image,
        step: step.index,
        purpose: 'soft-label',
      });
      const moved = { shift: 0, size: 0 };
      for (const { name, width, mixer } of mixers) {
        const part = (of: Condition) => of[name]?.data ?? new Float32Array();
        const [own, none, other] = [part(condition), part(nullCondition), part(spec.otherClass)];
        for (let at = 0; at < own.length; at += width) {
          const rows = {
            row: own.subarray(at, at + width),
            nullRow: none.subarray(at, at + width),
            other: other.subarray(at, at + width),
          };
          mixer.mix(spec, mix, stream, rows, moved);
        }
      }
      const { shift, size } = moved;
      return {
        term: spec.kind,
        shiftNorm: Math.sqrt(shift),
        shiftShare: size > 0 ? Math.sqrt(shift / size) : 0,
        distance: null,
        loss: null,
      };
    },
  };
}
