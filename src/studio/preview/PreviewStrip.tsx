import { useRef, useState } from 'react';
import { useCollection } from '../state/collection';
import { usePreview } from '../state/preview';
import { useSelection } from '../state/selection';
import { GridDialog } from './GridDialog';
import { PreviewControls } from './PreviewControls';
import { PreviewPictures } from './PreviewPictures';
import { PreviewReport } from './PreviewReport';
import { PreviewNotes } from './PreviewNotes';
import { PreviewProgress } from './PreviewProgress';
import { StepScrubber } from './StepScrubber';
import { useGenerated } from './useGenerated';
import { useOutOfSight } from './useOutOfSight';
import { usePreviewKeys } from './usePreviewKeys';

/** Some images of the selected class that answer while a slider moves; folded away until one is touched. */
export function PreviewStrip() {
  const generated = useGenerated();
  const on = usePreview((state) => state.on);
  const folder = useSelection((state) => state.folder);
  const name = useCollection(
    (state) => state.classes.find((row) => row.folder === folder)?.name ?? null,
  );
  return generated && on && name !== null ? <Preview name={name} /> : null;
}

function Preview({ name }: { readonly name: string }) {
  usePreviewKeys();
  const [reporting, setReporting] = useState(false);
  const [gridOpen, setGridOpen] = useState(false);
  // Where the page scrolls as a whole the sliders are far below: the pictures go along.
  const place = useRef<HTMLDivElement>(null);
  const away = useOutOfSight(place);
  return (
    <div className="preview-place" ref={place}>
      <section className={`preview ${away ? 'is-away' : ''}`} aria-label="Live preview">
        <PreviewPictures name={name} />
        <div className="preview-foot">
          <StepScrubber />
          <PreviewProgress />
          <span className="preview-tools">
            <PreviewControls />
            <button
              type="button"
              className="quiet-button"
              aria-label="Guidance report"
              aria-pressed={reporting}
              onClick={() => setReporting(!reporting)}
            >
              Report
            </button>
            <button
              type="button"
              className="quiet-button"
              aria-label="Parameter grid"
              onClick={() => setGridOpen(true)}
            >
              Grid…
            </button>
          </span>
        </div>
        <PreviewNotes />
        {reporting && <PreviewReport />}
        <GridDialog open={gridOpen} name={name} onClose={() => setGridOpen(false)} />
      </section>
    </div>
  );
}
