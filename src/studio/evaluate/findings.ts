/**
 * What a report says and what it leaves open, in sentences: a difference is clear when its 95 % interval
 * leaves zero out, and nothing is clear from one repeat.
 */
import { pairedDifference } from '../../run/evaluation/statistics';
import type { EvaluationReport, PairedDifference, SetReport } from '../../run/evaluation/report';
import { countOf } from '../job-bar/duration';
import { percent, points } from './percent';

export interface Finding {
  readonly text: string;
  readonly isClear: boolean;
}

/** Held-out images below which a single one is worth more than this share. */
const COARSE = 0.01;

function competes({ kind, problem }: SetReport): boolean {
  return problem === null && (kind === 'run' || kind === 'folder');
}

function range([low, high]: readonly [number, number]): string {
  return `95 % interval ${points(low)} to ${points(high)}`;
}

/** How two sets differ whose difference is known, in a sentence. */
function differenceFinding(
  name: string,
  other: string,
  { mean, interval, count }: PairedDifference,
): Finding {
  if (interval === null) {
    return {
      isClear: false,
      text: `${name} differs by ${points(mean)} points from ${other} in a single repeat, which says nothing about chance. Ask for more repeats.`,
    };
  }
  const at = countOf(count, 'repeat');
  const [low, high] = interval;
  if (low > 0 || high < 0) {
    return {
      isClear: true,
      text: `${name} trains ${low > 0 ? 'better' : 'worse'} than ${other}: ${points(mean)} points (${range(interval)}, ${at}).`,
    };
  }
  return {
    isClear: false,
    text: `Not clear at ${at} whether ${name} trains better than ${other}: ${points(mean)} points (${range(interval)}). More repeats narrow it.`,
  };
}

function overRandom({ name, imagesPerClass, overRandom: difference }: SetReport): Finding[] {
  if (difference === null) return [];
  const other = `${imagesPerClass.toLocaleString('en')} random real images a class`;
  return [differenceFinding(name, other, difference)];
}

/** Accuracies of two sets, repeat by repeat. */
function between(one: SetReport, other: SetReport): PairedDifference | null {
  const others = new Map(other.trainings.map(({ seed, accuracy }) => [seed, accuracy]));
  return pairedDifference(
    one.trainings.flatMap(({ seed, accuracy }) => {
      const base = others.get(seed);
      return base === undefined ? [] : [accuracy - base];
    }),
  );
}

/** The best two sets against each other. */
function bestTwo(sets: readonly SetReport[]): Finding[] {
  const [first, second] = [...sets]
    .filter(({ accuracy }) => accuracy !== null)
    .sort((a, b) => (b.accuracy?.mean ?? 0) - (a.accuracy?.mean ?? 0));
  if (first === undefined || second === undefined) return [];
  const difference = between(first, second);
  if (difference === null) return [];
  const fair = first.imagesPerClass === second.imagesPerClass;
  const named = ({ name, imagesPerClass }: SetReport) =>
    fair ? name : `${name} (${countOf(imagesPerClass, 'image')} a class)`;
  return [differenceFinding(named(first), named(second), difference)];
}

function coarseness({ heldOut }: EvaluationReport): Finding[] {
  if (heldOut.images === 0 || 1 / heldOut.images <= COARSE) return [];
  return [
    {
      isClear: false,
      text: `Accuracy is measured on ${countOf(heldOut.images, 'image')}: a single one is ${percent(1 / heldOut.images)} points. Hold more images out for finer numbers.`,
    },
  ];
}

function softLabels({ protocol }: EvaluationReport): Finding[] {
  if (protocol.labels === 'hard') return [];
  return [
    {
      isClear: false,
      text: 'These labels are a teacher’s: with them most published methods do not beat random real images at the same compute (arXiv 2604.18811). Compare with hard labels too.',
    },
  ];
}

/** @param repeats that were asked for */
export function findings(report: EvaluationReport, repeats: number): readonly Finding[] {
  const sets = report.sets.filter(competes);
  const missing = report.sets.some(
    ({ problem, trainings }) => problem === null && trainings.length < repeats,
  );
  const unfinished: Finding[] = missing
    ? [{ isClear: false, text: 'Not all repeats are finished: these numbers will still move.' }]
    : [];
  return [
    ...sets.flatMap(overRandom),
    ...bestTwo(sets),
    ...softLabels(report),
    ...coarseness(report),
    ...unfinished,
  ];
}
