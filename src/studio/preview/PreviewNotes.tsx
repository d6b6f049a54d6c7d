import { countOf } from '../job-bar/duration';
import { useImagesPerClass } from '../inspector/useImagesPerClass';
import { usePreview } from '../state/preview';
import { PreviewSlow } from './PreviewSlow';

/** What the preview is made from where that needs words, and what went wrong with it. */
export function PreviewNotes() {
  const problem = usePreview((state) => (state.status === 'failed' ? state.problem : null));
  const memory = usePreview((state) => state.memory);
  const count = usePreview((state) => state.count);
  const imagesPerClass = useImagesPerClass();
  return (
    <>
      <PreviewSlow />
      {memory !== null && (
        <p className="small muted">
          {memory === 0
            ? 'Each is made as the class’s first image: none is finished yet.'
            : `Each is made as the next after the class’s ${countOf(memory, 'finished image')}.`}
        </p>
      )}
      {imagesPerClass < count && (
        <p className="small muted">
          The class gets {countOf(imagesPerClass, 'image')}, so there are no more to preview.
        </p>
      )}
      {problem !== null && (
        <p className="small tone-error" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
