import { useState } from 'react';
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
import { usePreviewKeys } from './usePreviewKeys';

/** Some images of the selected class that answer while a slider moves. */
export function PreviewStrip() {
  const generated = useGenerated();
  const folder = useSelection((state) => state.folder);
  const name = useCollection(
    (state) => state.classes.find((row) => row.folder === folder)?.name ?? null,
  );
  return generated && name !== null ? <Preview name={name} /> : null;
}

function Preview({ name }: { readonly name: string }) {
  usePreviewKeys();
  const on = usePreview((state) => state.on);
  const [reporting, setReporting] = useState(false);
  const [gridOpen, setGridOpen] = useState(false);
  return (
    <section className="preview" aria-label="Live preview">
      <div className="preview-head">
        <label className="check-label">
          <input
            type="checkbox"
            className="check"
            role="switch"
            checked={on}
            aria-checked={on}
            onChange={(event) => usePreview.setState({ on: event.currentTarget.checked })}
          />
          Live preview
        </label>
        {on && <PreviewControls />}
      </div>
      {on && (
        <>
          <PreviewPictures name={name} />
          <div className="preview-foot">
            <StepScrubber />
            <PreviewProgress />
            <span className="preview-tools">
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
        </>
      )}
      <GridDialog open={gridOpen} name={name} onClose={() => setGridOpen(false)} />
    </section>
  );
}
