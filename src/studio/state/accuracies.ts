/** Accuracies that are kept of the runs that stand side by side: numbers of two protocols are no match. */
import { create } from 'zustand';
import type { EvaluationReport } from '../../run/evaluation/report';
import { useCompare } from './compare';

export interface AccuraciesState {
  /** One a protocol that some of the runs were evaluated under, that of Evaluate first. */
  readonly reports: readonly EvaluationReport[];
  /** Id of the protocol that a person chose to see; null: the first. */
  readonly protocol: string | null;
}

export const emptyAccuracies: AccuraciesState = { reports: [], protocol: null };

export const useAccuracies = create<AccuraciesState>(() => emptyAccuracies);

/** The report that is shown: of the chosen protocol while there is one, else the first; null without any. */
export function shownReport({ reports, protocol }: AccuraciesState): EvaluationReport | null {
  const chosen = reports.find((report) => report.protocol.preset === protocol);
  return chosen ?? reports[0] ?? null;
}

useAccuracies.subscribe((state) => useCompare.setState({ evaluated: shownReport(state) }));

/** Changes what is there to be seen, or which of it is. */
export function showAccuracies(change: Partial<AccuraciesState>): void {
  useAccuracies.setState(change);
}
