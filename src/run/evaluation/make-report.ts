/** From finished trainings to what they say of each set. */
import { ddRanking } from '../../core/metrics/dd-ranking';
import type { EvaluationPlan, PlannedSet, PlannedTraining } from './plan';
import type { EvaluationReport, SetReport, Spread, TeacherFacts, TrainingOutcome } from './report';
import { randomSetId } from './sets/real-sets';
import { pairedDifference, spreadOf } from './statistics';

/** Trainings of a set by repeat, in the order in which they ended. */
interface Finished {
  readonly augmented: readonly TrainingOutcome[];
  readonly plain: readonly TrainingOutcome[];
}

/** Pairs of a repeat's outcomes. */
function paired(
  own: readonly TrainingOutcome[],
  others: readonly TrainingOutcome[],
): { readonly repeat: number; readonly own: number; readonly other: number }[] {
  return own.flatMap(({ repeat, accuracy }) => {
    const other = others.find((one) => one.repeat === repeat);
    return other ? [{ repeat, own: accuracy, other: other.accuracy }] : [];
  });
}

/** DD-Ranking's score a repeat, where a repeat has all four trainings. */
function robustnessOf(own: Finished, random: Finished): Spread | null {
  const plain = new Map(paired(own.plain, random.plain).map((pair) => [pair.repeat, pair]));
  const scores = paired(own.augmented, random.augmented).flatMap(({ repeat, own: syn, other }) => {
    const without = plain.get(repeat);
    if (without === undefined) return [];
    const { ars } = ddRanking({
      realHard: 1,
      synHard: syn,
      synAny: syn,
      randomAny: other,
      synAug: syn,
      randomAug: other,
      synNoAug: without.own,
      randomNoAug: without.other,
    });
    return [ars];
  });
  return spreadOf(scores);
}

/** What has come of an evaluation so far. */
export class Findings {
  readonly #plan: EvaluationPlan;
  readonly #backend: string;
  readonly #outcomes = new Map<string, TrainingOutcome[]>();
  readonly #plain = new Map<string, TrainingOutcome[]>();
  readonly #problems = new Map<string, string>();
  readonly #labels = new Map<string, Float32Array>();
  #teacher: TeacherFacts | null = null;

  constructor(plan: EvaluationPlan, backend: string) {
    this.#plan = plan;
    this.#backend = backend;
  }

  add({ planned, isAugmented }: PlannedTraining, outcome: TrainingOutcome): void {
    const all = isAugmented ? this.#outcomes : this.#plain;
    const { id } = planned.set;
    all.set(id, [...(all.get(id) ?? []), outcome]);
  }

  addProblem({ set }: PlannedSet, message: string): void {
    this.#problems.set(set.id, message);
  }

  hasProblem({ set }: PlannedSet): boolean {
    return this.#problems.has(set.id);
  }

  setTeacher(facts: TeacherFacts): void {
    this.#teacher = facts;
  }

  /** @param logits [images, classes], a teacher's for the set's own pictures */
  setLabels({ set }: PlannedSet, logits: Float32Array): void {
    this.#labels.set(set.id, logits);
  }

  hasLabels({ set }: PlannedSet): boolean {
    return this.#labels.has(set.id);
  }

  #finished(id: string): Finished {
    return { augmented: this.#outcomes.get(id) ?? [], plain: this.#plain.get(id) ?? [] };
  }

  #differences(id: string, otherId: string): number[] {
    const own = this.#finished(id).augmented;
    return paired(own, this.#finished(otherId).augmented).map((pair) => pair.own - pair.other);
  }

  #setReport({ set, protocol }: PlannedSet): SetReport {
    const { id, name, kind, imagesPerClass, weights, seconds } = set;
    const own = this.#finished(id);
    const randomId = randomSetId(imagesPerClass);
    const isCompared = kind === 'run' || kind === 'folder';
    const full = this.#differences(id, 'full');
    const logits = this.#labels.get(id);
    const folders = this.#plan.order.classes.map(({ folder }) => folder);
    return {
      id,
      name,
      kind,
      imagesPerClass,
      weights,
      protocol,
      seconds,
      trainings: own.augmented,
      accuracy: spreadOf(own.augmented.map(({ accuracy }) => accuracy)),
      best: spreadOf(own.augmented.map(({ best }) => best.accuracy)),
      overRandom: isCompared ? pairedDifference(this.#differences(id, randomId)) : null,
      belowFull: kind === 'full' ? null : pairedDifference(full.map((difference) => -difference)),
      withoutAugmentation: own.plain,
      robustness: isCompared ? robustnessOf(own, this.#finished(randomId)) : null,
      ...(logits && { softLabels: { folders, logits } }),
      problem: this.#problems.get(id) ?? null,
    };
  }

  report(): EvaluationReport {
    const { order, heldOut, sets } = this.#plan;
    const [first] = sets;
    if (first === undefined) throw new Error('an evaluation without sets');
    return {
      protocol: first.protocol,
      teacher: this.#teacher,
      classes: order.classes.map(({ name }) => name),
      heldOut: heldOut.facts,
      backend: this.#backend,
      sets: sets.map((planned) => this.#setReport(planned)),
    };
  }
}
