import { protocolName } from '../evaluate/reportFacts';
import { showAccuracies, shownReport, useAccuracies } from '../state/accuracies';

/** Which protocol's accuracies stand in the table, where there are those of several. */
export function AccuracyChoice() {
  const state = useAccuracies();
  const shown = shownReport(state);
  if (shown === null || state.reports.length < 2) return null;
  return (
    <label className="check-label">
      Accuracies
      <select
        className="select"
        title="Accuracies of two protocols are no match for each other, so those of one are shown at a time."
        value={shown.protocol.preset}
        onChange={(event) => showAccuracies({ protocol: event.currentTarget.value })}
      >
        {state.reports.map((report) => (
          <option key={report.protocol.preset} value={report.protocol.preset}>
            {protocolName(report)}
          </option>
        ))}
      </select>
    </label>
  );
}
