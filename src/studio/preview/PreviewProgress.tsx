import { usePreview, type PreviewState } from '../state/preview';
import { isOld, shownStrip } from './shownStrip';

/** What the preview does, and how far it is. */
export function PreviewProgress() {
  const text = usePreview(progressText);
  const old = usePreview(isOld);
  return (
    <>
      <span className="small muted clip preview-progress">{text}</span>
      {old && <strong className="badge">Earlier settings</strong>}
    </>
  );
}

function progressText(state: PreviewState): string {
  const { status, note } = state;
  if (status === 'off' || status === 'failed') return '';
  if (status === 'waiting' || status === 'preparing') return note;
  const strip = shownStrip(state);
  if (strip === null) return 'Step 0';
  const of = strip === state.guided ? 'Guided' : 'Without guidance';
  // The pictures of the last settings stay until the new ones are there; they are no result of these.
  if (strip.generation < state.wanted) return `${of}: starting`;
  const made = (strip.frames.at(-1)?.step ?? -1) + 1;
  return strip.images === null ? `${of}: step ${made} of ${strip.total}` : of;
}
