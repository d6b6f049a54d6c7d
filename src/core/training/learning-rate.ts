/**
 * Learning rates over a training, per epoch as in the published code.
 *
 * steps: the first rate, times `factor` at each milestone; a milestone is a share of the epochs, rounded
 * down (IDC: 2/3 and 5/6, by 0.2).
 * cosine: rate (1 + cos(pi e / (span epochs))) / 2; span 1 ends at zero, RDED's code has span 2 and ends
 * at half the rate.
 */
export interface StepSchedule {
  readonly kind: 'steps';
  readonly milestones: readonly { readonly numerator: number; readonly denominator: number }[];
  readonly factor: number;
}

export interface CosineSchedule {
  readonly kind: 'cosine';
  /** Trainings that half a cosine would take. */
  readonly span: number;
}

export type LearningRateSchedule = StepSchedule | CosineSchedule;

/** @param epoch counted from 0 */
export function learningRate(
  schedule: LearningRateSchedule,
  first: number,
  epoch: number,
  epochs: number,
): number {
  if (schedule.kind === 'cosine') {
    return (first * (1 + Math.cos((Math.PI * epoch) / (schedule.span * epochs)))) / 2;
  }
  const passed = schedule.milestones.filter(
    ({ numerator, denominator }) => epoch >= Math.floor((numerator * epochs) / denominator),
  );
  return first * schedule.factor ** passed.length;
}
