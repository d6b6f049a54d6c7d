import type { EvaluationReport } from '../../run/evaluation/report';
import { CopyTable } from '../compare/CopyTable';
import { useEvaluate, type LiveTraining } from '../state/evaluate';
import { ConfusionTable } from './ConfusionTable';
import { evaluationMarkdown } from './evaluationMarkdown';
import { Findings } from './Findings';
import { ImageValues } from './ImageValues';
import { ReportHead } from './ReportHead';
import { ResultsTable } from './ResultsTable';
import { shownSet } from './shownSet';
import { TrainingCurves } from './TrainingCurves';
import { WorstClass } from './WorstClass';

export interface ResultsProps {
  readonly report: EvaluationReport | null;
  readonly live: LiveTraining | null;
}

/** What the trainings came to, from the first point of the first curve on. */
export function Results({ report, live }: ResultsProps) {
  const repeats = useEvaluate((state) => state.choices.repeats);
  const folders = useEvaluate((state) => state.folders);
  const chosen = useEvaluate((state) => state.shown);
  const training = live?.set ?? null;
  const isTeacher = training === 'teacher' && chosen === null;
  const set = report === null || isTeacher ? undefined : shownSet(report, chosen, training);
  return (
    <div className="evaluate-results">
      {report !== null && (
        <section aria-label="Results">
          <ReportHead
            report={report}
            repeats={repeats}
            copy={<CopyTable markdown={evaluationMarkdown(report, repeats)} />}
          />
          <ResultsTable report={report} repeats={repeats} />
          <Findings report={report} repeats={repeats} />
        </section>
      )}
      <TrainingCurves report={report} set={set} live={live} />
      {report !== null && set !== undefined && set.trainings.length > 0 && (
        <section className="evaluate-classes" aria-label="Classes">
          <ConfusionTable report={report} set={set} />
          <WorstClass report={report} set={set} folders={folders} />
        </section>
      )}
      {set?.kind === 'run' && <ImageValues set={set} />}
    </div>
  );
}
