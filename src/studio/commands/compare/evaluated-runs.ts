/**
 * What is kept of evaluations of the runs that stand side by side, under what is chosen in Evaluate. Nothing
 * is trained for it.
 */
import { keptReport } from '../../../run/evaluation/kept-report';
import type { EvaluationReport } from '../../../run/evaluation/report';
import { follow, type Following } from '../../../run/follow';
import type { PageParts } from '../../adapters/page-parts';
import { subscribeAll } from '../../adapters/subscribe-all';
import { coversClasses } from '../../evaluate/chosenRuns';
import { finishedIn, isEvaluating } from '../../evaluate/evaluationAfter';
import { useCollection } from '../../state/collection';
import { useCompare } from '../../state/compare';
import { useEvaluate } from '../../state/evaluate';
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

async function reportOf(parts: PageParts, signal: AbortSignal): Promise<EvaluationReport | null> {
  const wanted = asked();
  if (wanted === null || !(await hasTrainings(parts))) return null;
  const place = await evaluationParts(parts, signal);
  const order = await askedOrder(parts, place, wanted, signal);
  return keptReport(place, order, signal);
}

async function find(parts: PageParts, signal: AbortSignal): Promise<void> {
  await parts.schedule.quiet(signal);
  const evaluated = await reportOf(parts, signal);
  if (!signal.aborted) useCompare.setState({ evaluated });
}

/** Starts to follow the page. */
export function followEvaluated(parts: PageParts): Following {
  return follow({
    subscribe: subscribeAll(useSelection, useCollection, useCompare, useEvaluate, useModel),
    dependencies,
    make: (_, signal) => find(parts, signal),
    // What cannot be evaluated has no accuracies; Evaluate says why, and what to do.
    failed: () => useCompare.setState({ evaluated: null }),
  });
}
