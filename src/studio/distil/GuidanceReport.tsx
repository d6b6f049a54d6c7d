import { formatPace } from '../job-bar/duration';
import { NearestImages } from '../nearest/NearestImages';
import type { Place } from '../state/view';
import { FollowingReport } from './FollowingReport';
import { GuidanceCharts } from './GuidanceCharts';
import type { PlaceContent } from './usePlaces';

export interface GuidanceReportProps {
  readonly place: Place;
  readonly content: PlaceContent;
}

/** What each guidance term did at each step, and whether the image came nearer to its core. */
export function GuidanceReport({ place, content }: GuidanceReportProps) {
  const { synthetic } = content;
  if (synthetic === null) {
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
  const { report, seconds } = synthetic;
  return (
    <section className="guidance-report">
      <h3>Guidance report</h3>
      <p className="muted small">
        {report.length} steps in {formatPace(seconds)}
      </p>
      <FollowingReport place={place} />
      <NearestImages folder={place.folder} picture={{ kind: 'made', index: place.index }} />
      <GuidanceCharts report={report} />
    </section>
  );
}
