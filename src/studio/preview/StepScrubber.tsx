import { usePreview } from '../state/preview';
import { shownPictures, shownStrip } from './shownStrip';

/** Walks through the trajectory: the latent picture of every image at one step. */
export function StepScrubber() {
  const strip = usePreview(shownStrip);
  const step = usePreview((state) => state.step);
  if (strip === null) return null;
  const { frames, total } = strip;
  const first = (frames[0]?.step ?? 0) + 1;
  const shown = shownPictures(strip, step);
  const at = shown?.step ?? first;
  const timestep = frames.find((frame) => frame.step + 1 === at)?.timestep;
  return (
    <div className="preview-steps">
      <span aria-hidden="true">Step</span>
      <span className="slider" style={{ '--fill': (at - first) / Math.max(1, total - first) }}>
        <input
          type="range"
          aria-label="Step"
          min={first}
          max={total}
          step={1}
          value={at}
          aria-valuetext={`Step ${at} of ${total}`}
          onChange={({ currentTarget }) => {
            const { valueAsNumber: wanted } = currentTarget;
            usePreview.setState({ step: wanted >= total ? null : wanted });
          }}
        />
      </span>
      <span
        className="preview-step-value small"
        title="Steps go from noise to image. The timestep says how noisy a step still is: near 1,000 all noise, 0 none."
      >
        {at} of {total}
        <span className="muted">
          {shown?.finished === true ? ', finished' : `, timestep ${Math.round(timestep ?? 0)}`}
        </span>
      </span>
    </div>
  );
}
