/** Losses and accuracies of a set's trainings as lines of a chart, one a repeat. */
import type { Line } from '../charts/line';
import { OKABE_ITO } from '../explore/clusterColours';
import type { SetReport } from '../../run/evaluation/report';
import type { LiveTraining } from '../state/evaluate';

export interface Curves {
  readonly lines: readonly Line[];
  /** The epochs that positions stand for. */
  readonly epochs: readonly number[];
}

interface Series {
  readonly repeat: number;
  readonly points: readonly { readonly epoch: number; readonly value: number }[];
}

function curvesOf(series: readonly Series[]): Curves {
  const drawn = series.filter(({ points }) => points.length > 0);
  const all = new Set(drawn.flatMap(({ points }) => points.map(({ epoch }) => epoch)));
  const epochs = [...all].sort((a, b) => a - b);
  const lines = drawn.map(({ repeat, points }) => {
    const values = new Map(points.map(({ epoch, value }) => [epoch, value]));
    return {
      name: `repeat ${repeat + 1}`,
      colour: OKABE_ITO[repeat % OKABE_ITO.length] ?? 'var(--accent)',
      values: epochs.map((epoch) => values.get(epoch) ?? null),
    };
  });
  return { lines, epochs };
}

/** The finished trainings of a set, and the one that is under way. */
function trainingsOf(set: SetReport | undefined, live: LiveTraining | null) {
  const finished = (set?.trainings ?? []).map(({ repeat, curves }) => ({ repeat, ...curves }));
  return live === null
    ? finished
    : [...finished.filter(({ repeat }) => repeat !== live.repeat), live];
}

/** @param live of this set; null where another one trains */
export function lossCurves(set: SetReport | undefined, live: LiveTraining | null): Curves {
  return curvesOf(
    trainingsOf(set, live).map(({ repeat, losses }) => ({
      repeat,
      points: losses.map(({ epoch, loss }) => ({ epoch, value: loss })),
    })),
  );
}

/** Of the held-out images, 0 to 1. @param live of this set; null where another one trains */
export function accuracyCurves(set: SetReport | undefined, live: LiveTraining | null): Curves {
  return curvesOf(
    trainingsOf(set, live).map(({ repeat, accuracies }) => ({
      repeat,
      points: accuracies.map(({ epoch, accuracy }) => ({ epoch, value: accuracy })),
    })),
  );
}
