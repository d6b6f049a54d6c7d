import { useMemo } from 'react';
import { significant } from '../../core/fixed';
import { LineChart } from '../charts/LineChart';
import { tickText } from '../charts/scale';
import { OKABE_ITO } from '../explore/clusterColours';
import type { ReportRow } from '../state/run';
import { needsLog, shareLines, valueLine } from './guidanceLines';
import { ReportTable } from './ReportTable';

/** What the guidance terms did at each step, by its timestep: shares, distance, transport loss. */
export function GuidanceCharts({ report }: { readonly report: readonly ReportRow[] }) {
  const shares = useMemo(() => shareLines(report), [report]);
  const distance = useMemo(() => valueLine(report, 'distance', 'var(--accent)'), [report]);
  const loss = useMemo(() => valueLine(report, 'loss', OKABE_ITO[2]), [report]);
  const timesteps = useMemo(() => report.map((row) => row.timestep), [report]);
  const wide = needsLog(shares);
  return (
    <>
      <p className="small muted">
        From left to right the image is made: the timestep says how noisy it still is, near 1,000
        all noise, 0 none.
      </p>
      {shares.length === 0 ? (
        <p className="muted">No guidance term was active.</p>
      ) : (
        <LineChart
          title={`How far each term moved the image, in % of the step’s noise${wide ? ', log scale' : ''}`}
          along="timestep"
          below={timesteps}
          lines={shares}
          log={wide}
          format={percent}
          tick={(value) => `${tickText(100 * value)} %`}
        />
      )}
      {distance !== null && (
        <LineChart
          title="Distance to the core or prototype, in latent units"
          along="timestep"
          below={timesteps}
          lines={[distance]}
          format={(value) => significant(value, 3)}
        />
      )}
      {loss !== null && (
        <LineChart
          title="Transport loss: how unlike the class the images are so far"
          along="timestep"
          below={timesteps}
          lines={[loss]}
          format={(value) => significant(value, 4)}
        />
      )}
      <ReportTable report={report} />
    </>
  );
}

function percent(share: number): string {
  return share > 0 && share < 0.001
    ? `${(100 * share).toExponential(1)} %`
    : `${(100 * share).toFixed(1)} %`;
}
