/** The numbers of one class of one run, measured once and kept under what they were measured on. */
import { randomStream } from '../../../core/random/stream';
import type { DistributionReport } from '../../../core/metrics/distribution-metrics';
import type { KnownModes, Points } from '../../../../workers/analysis';
import { MOST_REAL, type ClassNumbers } from '../../state/compare';

/**
 * A class's latents, or a draw of them where there are too many. The draw is the same for every run.
 * @param data [rows, columns]
 */
export function comparedReal(
  { data, rows, columns }: Points,
  folder: string,
  modes: KnownModes | null,
): { readonly real: Points; readonly modes: KnownModes | null } {
  if (rows <= MOST_REAL) return { real: { data, rows, columns }, modes };
  const order = randomStream({ seed: 0, name: folder, purpose: 'compared-images' })
    .permutation(rows)
    .slice(0, MOST_REAL)
    .sort();
  const drawn = new Float32Array(MOST_REAL * columns);
  order.forEach((row, i) =>
    drawn.set(data.subarray(row * columns, (row + 1) * columns), i * columns),
  );
  return {
    real: { data: drawn, rows: MOST_REAL, columns },
    modes: modes && { ...modes, ofReal: Int32Array.from(order, (row) => modes.ofReal[row] ?? -1) },
  };
}

/** @param seconds of each image; 0 where the time is not known */
export function classNumbers(
  { metrics, missing }: DistributionReport,
  seconds: readonly number[],
): ClassNumbers {
  const known = seconds.filter((value) => value > 0);
  const { coverage, density, precision, recall, frechet, w2Squared, vendiFake, modeRecall } =
    metrics;
  return {
    images: seconds.length,
    coverage,
    density,
    precision,
    recall,
    frechet,
    transport: w2Squared === null ? null : Math.sqrt(Math.max(0, w2Squared)),
    vendi: vendiFake,
    modesHit: modeRecall,
    secondsPerImage:
      known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length,
    missing: {
      ...missing,
      ...(missing.w2Squared === undefined ? {} : { transport: missing.w2Squared }),
      ...(missing.vendiFake === undefined ? {} : { vendi: missing.vendiFake }),
      ...(missing.modeRecall === undefined ? {} : { modesHit: missing.modeRecall }),
      ...(known.length === 0
        ? { secondsPerImage: 'These images came back with an export, without their times.' }
        : {}),
    },
  };
}
