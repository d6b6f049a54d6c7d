import { formatPace } from '../job-bar/duration';
import { usePreview } from '../state/preview';

/** Of a slow model: with how many steps the preview is made, and the way to all of them. */
export function PreviewSlow() {
  const slow = usePreview((state) => state.slow);
  if (slow === null) return null;
  const { steps, asked, seconds } = slow;
  const all = steps === asked;
  const takes = `${formatPace(seconds)} an image here`;
  return (
    <p className="small muted preview-slow">
      {all
        ? `Made with all ${asked} steps: about ${takes}.`
        : `Made with ${steps} of ${asked} steps, since all of them take about ${takes}: what settings do, not the run’s images.`}{' '}
      <button
        type="button"
        className="quiet-button"
        onClick={() => usePreview.setState({ allSteps: !all })}
      >
        {all ? 'Few steps' : `All ${asked} steps`}
      </button>
    </p>
  );
}
