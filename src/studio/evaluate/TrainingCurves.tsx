import { useMemo } from 'react';
import type { EvaluationReport, SetReport } from '../../run/evaluation/report';
import { LineChart } from '../charts/LineChart';
import { tickText } from '../charts/scale';
import { useCommands } from '../commandsContext';
import type { LiveTraining } from '../state/evaluate';
import { accuracyCurves, lossCurves } from './curveLines';
import { percent } from './percent';

export interface TrainingCurvesProps {
  readonly report: EvaluationReport | null;
  /** The set that is shown; undefined before there is a report. */
  readonly set: SetReport | undefined;
  readonly live: LiveTraining | null;
}

/** Loss and accuracy over the epochs, a line a repeat. */
export function TrainingCurves({ report, set, live }: TrainingCurvesProps) {
  const commands = useCommands();
  const own = set === undefined || live?.set === set.id ? live : null;
  const loss = useMemo(() => lossCurves(set, own), [set, own]);
  const accuracy = useMemo(() => accuracyCurves(set, own), [set, own]);
  const named = set?.name ?? (live?.set === 'teacher' ? 'the teacher' : 'the first set');
  return (
    <section className="evaluate-curves" aria-label="Curves">
      <div className="evaluate-curves-head">
        <h3>Curves of {report === null ? named : ''}</h3>
        {report !== null && (
          <select
            className="select"
            aria-label="Shown set"
            value={set?.id ?? ''}
            onChange={(event) => commands.evaluate.show(event.currentTarget.value)}
          >
            {set === undefined && <option value="">{named}</option>}
            {report.sets.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </div>
      <div className="evaluate-charts">
        <LineChart
          title="Loss on its own images"
          along="epoch"
          below={loss.epochs}
          lines={loss.lines}
          format={(value) => value.toFixed(3)}
        />
        <LineChart
          title="Accuracy on held-out images"
          along="epoch"
          below={accuracy.epochs}
          lines={accuracy.lines}
          format={(value) => `${percent(value)} %`}
          tick={(value) => `${tickText(100 * value)} %`}
        />
      </div>
    </section>
  );
}
