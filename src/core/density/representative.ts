/** The real point that stands for a group of points. Ties go to the lowest index. */
import type { Matrix } from '../linalg/matrix';

/** Probabilities this close count as equal: many points tie at 1. */
const PROBABILITY_TIE = 1e-9;

/** The member of the highest membership probability; members ascending, at least one. */
export function mostProbable(members: Int32Array, probabilities: Float64Array): number {
  const highest = members.reduce((best, i) => Math.max(best, probabilities[i] ?? 0), 0);
  return members.find((i) => (probabilities[i] ?? 0) >= highest - PROBABILITY_TIE) ?? -1;
}

/** The member nearest to the members' mean; members ascending, at least one. */
export function nearestToMean({ data, columns }: Matrix, members: Int32Array): number {
  const mean = new Float64Array(columns);
  for (const i of members) {
    for (let c = 0; c < columns; c++) mean[c] = (mean[c] ?? 0) + (data[i * columns + c] ?? 0);
  }
  let nearest = -1;
  let least = Infinity;
  for (const i of members) {
    let distance = 0;
    for (let c = 0; c < columns; c++) {
      distance += ((data[i * columns + c] ?? 0) - (mean[c] ?? 0) / members.length) ** 2;
    }
    if (distance < least) {
      least = distance;
      nearest = i;
    }
  }
  return nearest;
}

/** The members of each label 0..count-1, ascending; `source[i]` names position i's point. */
export function membersByLabel(
  labels: Int32Array,
  count: number,
  source?: Int32Array,
): Int32Array[] {
  const groups = Array.from({ length: count }, (): number[] => []);
  labels.forEach((label, i) => groups[label]?.push(source?.[i] ?? i));
  return groups.map((group) => Int32Array.from(group));
}
