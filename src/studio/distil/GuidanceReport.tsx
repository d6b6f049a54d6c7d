import { useMemo } from 'react';
import { LineChart, type Line } from '../charts/LineChart';
import { tickText } from '../charts/scale';
import { OKABE_ITO } from '../explore/clusterColours';
import { formatPace } from '../job-bar/duration';
import type { ReportRow } from '../state/run';
import type { Place } from '../state/view';
import { ReportTable } from './ReportTable';
import type { PlaceContent } from './usePlaces';

export interface GuidanceReportProps {
  readonly place: Place;
  readonly content: PlaceContent;
}

/** What each guidance term did at each step, and whether the image came nearer to its core. */
export function GuidanceReport({ content }: GuidanceReportProps) {
  const { synthetic } = content;
  const report = synthetic?.report;
  const shares = useMemo(() => shareLines(report ?? []), [report]);
  const distance = useMemo(() => distanceLine(report ?? []), [report]);
  if (synthetic === null || report === undefined) {
    return (
      <section className="guidance-report">
        <h3>Guidance report</h3>
        <p className="muted">
          Once the image is made, this shows how far guidance moved each step and how near the image
          came to its core.
        </p>
      </section>
    );
  }
  return (
    <section className="guidance-report">
      <h3>Guidance report</h3>
      <p className="muted small">
        {report.length} steps in {formatPace(synthetic.seconds)}
      </p>
      {shares.length === 0 ? (
        <p className="muted">No guidance term was active.</p>
      ) : (
        <LineChart
          title="Shift over the step’s noise"
          along="step"
          lines={shares}
          format={(value) => `${(100 * value).toFixed(1)} %`}
          tick={(value) => `${tickText(100 * value)} %`}
        />
      )}
      {distance !== null && (
        <LineChart
          title="Distance to the core"
          along="step"
          lines={[distance]}
          format={(value) => value.toPrecision(3)}
        />
      )}
      <ReportTable report={report} />
    </section>
  );
}

/** One line a term, in order of first appearance. */
export function shareLines(report: readonly ReportRow[]): Line[] {
  const terms = [...new Set(report.flatMap((row) => Object.keys(row.shares)))];
  return terms.map((name, i) => ({
    name,
    colour: OKABE_ITO[i % OKABE_ITO.length] ?? OKABE_ITO[0],
    values: report.map((row) => row.shares[name] ?? null),
  }));
}

/** Null where no step knows a distance. */
export function distanceLine(report: readonly ReportRow[]): Line | null {
  if (report.every((row) => row.distance === null)) return null;
  return {
    name: 'distance',
    colour: 'var(--accent)',
    values: report.map((row) => row.distance),
  };
}
