/**
 * What is kept of evaluations of the runs that stand side by side: under what is chosen in Evaluate, and
 * under every other protocol as it stands. Nothing is trained for it.
 */
import { isAbort, StillroomError } from '../../../core/errors';
import { PROTOCOLS } from '../../../core/training/protocols';
import { withLabels } from '../../../core/training/with-labels';
import { keptReport } from '../../../run/evaluation/kept-report';
import type { EvaluationOrder } from '../../../run/evaluation/order';
import type { EvaluationParts } from '../../../run/evaluation/plan';
import type { EvaluationReport } from '../../../run/evaluation/report';
import { follow, type Following } from '../../../run/follow';
import type { PageParts } from '../../adapters/page-parts';
import { subscribeAll } from '../../adapters/subscribe-all';
import { coversClasses } from '../../evaluate/chosenRuns';
import { finishedIn, isEvaluating } from '../../evaluate/evaluationAfter';
import { networkOf, presetOf, sideOf, underProtocol } from '../../evaluate/networkChoices';
import { showAccuracies } from '../../state/accuracies';
import { useCollection } from '../../state/collection';
import { useCompare } from '../../state/compare';
import { useEvaluate, type EvaluationChoices } from '../../state/evaluate';
import { useModel } from '../../state/model';
import { useSelection } from '../../state/selection';
import { askedNow, evaluationParts } from '../evaluate/asked-now';
import { askedOrder, type Asked } from '../evaluate/asked-order';

/** As Evaluate would ask for the columns. */
function asked(): Asked | null {
  const now = askedNow();
  const folders = now.classes.map(({ folder }) => folder);
  const { chosen, runs } = useCompare.getState();
  const columns = runs.filter((run) => chosen.includes(run.id) && coversClasses(run, folders));
  if (columns.length === 0) return null;
  return { ...now, runs: columns, choices: { ...now.choices, full: false, robustness: false } };
}

function dependencies(): object | null {
  if (useSelection.getState().tab !== 'compare') return null;
  if (useModel.getState().status !== 'ready') return null;
  const wanted = asked();
  if (wanted === null) return null;
  const { choices, classes, runs } = wanted;
  const { status, report } = useEvaluate.getState();
  return {
    choices: { ...choices, runs: runs.map(({ id, imagesDone }) => [id, imagesDone]) },
    classes,
    split: useCollection.getState().split,
    model: useModel.getState().packHash,
    // Trainings that end while it is looked at.
    finished: isEvaluating(status) ? finishedIn(report) : null,
  };
}

/** Opening a trainer only to hear that nothing was ever trained would cost a thread. */
async function hasTrainings({ storage }: PageParts): Promise<boolean> {
  return (await storage.keys('stages')).some((key) => key.includes('/training/'));
}

/** The order under other choices: the sets are the same. */
function under(order: EvaluationOrder, choices: EvaluationChoices, most: number): EvaluationOrder {
  const preset = presetOf(choices.protocol);
  return {
    ...order,
    protocol: withLabels(preset, choices.labels),
    network: networkOf(preset, choices.network),
    side: sideOf(preset, choices.side, most),
    repeats: choices.repeats,
  };
}

/** As Evaluate has it first, then the others. */
export function eachProtocol(choices: EvaluationChoices): readonly EvaluationChoices[] {
  const others = PROTOCOLS.filter(({ id }) => id !== choices.protocol);
  return [choices, ...others.map(({ id }) => underProtocol(choices, id))];
}

/** A protocol that these sets cannot be trained under has no accuracies, and keeps none from being seen. */
async function keptUnder(
  place: EvaluationParts,
  order: EvaluationOrder,
  signal: AbortSignal,
): Promise<EvaluationReport | null> {
  try {
    return await keptReport(place, order, signal);
  } catch (error) {
    if (isAbort(error) || !(error instanceof StillroomError)) throw error;
    return null;
  }
}

/** One a protocol that a column was evaluated under. */
async function reportsOf(parts: PageParts, signal: AbortSignal): Promise<EvaluationReport[]> {
  const wanted = asked();
  if (wanted === null || !(await hasTrainings(parts))) return [];
  const place = await evaluationParts(parts, signal);
  const order = await askedOrder(parts, place, wanted, signal);
  const columns = new Set(wanted.runs.map(({ id }) => id));
  const reports: EvaluationReport[] = [];
  for (const choices of eachProtocol(wanted.choices)) {
    const report = await keptUnder(place, under(order, choices, place.resolution), signal);
    if (report?.sets.some(({ id, accuracy }) => columns.has(id) && accuracy !== null)) {
      reports.push(report);
    }
  }
  return reports;
}

async function find(parts: PageParts, signal: AbortSignal): Promise<void> {
  await parts.schedule.quiet(signal);
  const reports = await reportsOf(parts, signal);
  if (!signal.aborted) showAccuracies({ reports });
}

/** Starts to follow the page. */
export function followEvaluated(parts: PageParts): Following {
  return follow({
    subscribe: subscribeAll(useSelection, useCollection, useCompare, useEvaluate, useModel),
    dependencies,
    make: (_, signal) => find(parts, signal),
    // What cannot be evaluated has no accuracies; Evaluate says why, and what to do.
    failed: () => showAccuracies({ reports: [] }),
  });
}
