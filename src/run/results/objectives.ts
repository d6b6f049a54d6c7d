/**
 * What guidance terms make small, as it was when a term last acted on an image: whoever turns a term up
 * lowers this, which says nothing yet of how the set trains.
 */
import type { GuidanceTermKind } from '../../core/guidance/spec';
import type { TermReport } from '../../core/guidance/term';
import type { StepRecord } from '../model/jobs';

/** A mean over the images of a class; null where a term of that kind did not act on all of them. */
export interface Objectives {
  /** Of a pull: from the clean latent to the image's own core or centroid. */
  readonly targetDistance: number | null;
  readonly transportLoss: number | null;
  readonly meanMatchingLoss: number | null;
  readonly repulsionLoss: number | null;
}

const PULLS: readonly GuidanceTermKind[] = ['coda-alignment', 'mode-guidance'];

/** The last value that a term of these kinds had; null where none acted. */
function lastOf(
  steps: readonly StepRecord[],
  kinds: readonly GuidanceTermKind[],
  value: (report: TermReport) => number | null,
): number | null {
  for (const { terms } of steps.toReversed()) {
    const acted = terms.filter(({ term }) => kinds.includes(term));
    const known = acted.flatMap((report) => value(report) ?? []);
    if (known.length > 0) return known.reduce((sum, one) => sum + one, 0) / known.length;
  }
  return null;
}

/** @param images the steps of each */
export function objectivesOf(images: readonly (readonly StepRecord[])[]): Objectives {
  const mean = (
    kinds: readonly GuidanceTermKind[],
    value: (report: TermReport) => number | null,
  ): number | null => {
    const known = images.flatMap((steps) => lastOf(steps, kinds, value) ?? []);
    if (known.length === 0 || known.length < images.length) return null;
    return known.reduce((sum, one) => sum + one, 0) / known.length;
  };
  const loss = (kind: GuidanceTermKind) => mean([kind], (report) => report.loss);
  return {
    targetDistance: mean(PULLS, ({ distance }) => distance),
    transportLoss: loss('transport'),
    meanMatchingLoss: loss('mean-matching'),
    repulsionLoss: loss('repulsion'),
  };
}
