import { countOf } from '../job-bar/duration';
import { useImagesPerClass } from '../inspector/useImagesPerClass';
import { usePreview, type PreviewState } from '../state/preview';
import { isOld, shownStrip } from './shownStrip';

/** One line: what the preview does, or what it is made from. */
export function PreviewStatus() {
  const text = usePreview(statusText);
  const problem = usePreview((state) => (state.status === 'failed' ? state.problem : null));
  const old = usePreview(isOld);
  const memory = usePreview((state) => state.memory);
  const count = usePreview((state) => state.count);
  const imagesPerClass = useImagesPerClass();
  return (
    <div className="preview-status small">
      <span className="muted preview-progress">{text}</span>
      {memory !== null && (
        <span className="muted">
          {memory === 0
            ? 'Each as the class’s first image: none is finished yet.'
            : `Each as the next after the class’s ${countOf(memory, 'finished image')}.`}
        </span>
      )}
      {imagesPerClass < count && (
        <span className="muted">
          The class gets {countOf(imagesPerClass, 'image')}, so there are no more to preview.
        </span>
      )}
      {old && <strong className="badge">Earlier settings</strong>}
      {problem !== null && (
        <span className="tone-error" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}

function statusText(state: PreviewState): string {
  const { status, note, guided, plain, before } = state;
  switch (status) {
    case 'off':
    case 'failed':
      return '';
    case 'waiting':
    case 'preparing':
      return note;
    case 'running':
    case 'done': {
      const strip = shownStrip(state);
      const made = strip === null ? 0 : (strip.frames.at(-1)?.step ?? -1) + 1;
      const of = before && plain === strip && strip !== null ? 'Without guidance' : 'Guided';
      if (strip === null || guided === null) return 'Step 0';
      return strip.images === null ? `${of}: step ${made} of ${strip.total}` : of;
    }
    default:
      return status satisfies never;
  }
}
