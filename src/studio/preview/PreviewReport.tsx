import { useMemo } from 'react';
import { GuidanceCharts } from '../distil/GuidanceCharts';
import { reportRows } from '../distil/reportRows';
import { usePreview } from '../state/preview';
import { OneStepPictures } from './OneStepPictures';

/** The guidance report of the chosen picture, while it is made. */
export function PreviewReport() {
  const guided = usePreview((state) => state.guided);
  const chosen = usePreview((state) => state.chosen);
  const image = Math.min(chosen, (guided?.count ?? 1) - 1);
  const report = useMemo(
    () =>
      reportRows(
        (guided?.frames ?? []).map(({ step, timestep, sigma, report: reports }) => ({
          step,
          timestep,
          sigma,
          terms: reports[image] ?? [],
        })),
      ),
    [guided, image],
  );
  return (
    <section className="preview-report guidance-report" aria-label="Guidance report of the preview">
      <h4>Guidance of image {image + 1}</h4>
      <OneStepPictures />
      <GuidanceCharts report={report} />
    </section>
  );
}
