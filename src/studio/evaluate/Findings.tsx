import type { EvaluationReport } from '../../run/evaluation/report';
import { findings } from './findings';

export interface FindingsProps {
  readonly report: EvaluationReport;
  readonly repeats: number;
}

/** What is clear at these repeats, and what is not. */
export function Findings({ report, repeats }: FindingsProps) {
  const all = findings(report, repeats);
  if (all.length === 0) return null;
  return (
    <ul className="findings" aria-label="What this says">
      {all.map(({ text, isClear }) => (
        <li key={text} data-clear={isClear}>
          {text}
        </li>
      ))}
    </ul>
  );
}
