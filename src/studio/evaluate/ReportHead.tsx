import type { ReactNode } from 'react';
import type { EvaluationReport } from '../../run/evaluation/report';
import { reportFacts } from './reportFacts';

export interface ReportHeadProps {
  readonly report: EvaluationReport;
  readonly repeats: number;
  readonly copy: ReactNode;
}

/** What every number below depends on. */
export function ReportHead({ report, repeats, copy }: ReportHeadProps) {
  return (
    <div className="report-head">
      <dl className="report-facts">
        {reportFacts(report, repeats).map(({ name, value }) => (
          <div key={name}>
            <dt className="small muted">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {copy}
    </div>
  );
}
