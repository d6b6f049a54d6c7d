import { PixelCanvas } from '../picture/PixelCanvas';
import { useRun } from '../state/run';
import { useShown } from '../state/shown';
import type { Place } from '../state/view';

export interface LivePictureProps {
  readonly place: Place;
  readonly side: number;
}

/** An empty place, or the image in the making with its step. */
export function LivePicture({ place, side }: LivePictureProps) {
  const shown = useShown((state) => state.run?.id ?? null);
  const live = useRun(({ live: now, job }) =>
    job === shown && now?.folder === place.folder ? now : null,
  );
  const size = { width: side, height: side };
  const pixels = live?.pictures[place.index - live.first];
  if (live === null || pixels === undefined) {
    // Of a model without a cheap picture of its latents the step alone is known.
    const inTheMaking = live?.pictures.length === 0 && place.index === live.first;
    return (
      <span className="picture-waiting" style={size}>
        {inTheMaking && (
          <span className="live-step small">
            {live.step} / {live.steps}
          </span>
        )}
      </span>
    );
  }
  return (
    <span className="picture-live" style={size}>
      <PixelCanvas
        pixels={pixels}
        size={live.size}
        side={side}
        label={`In the making, step ${live.step} of ${live.steps}`}
      />
      <span className="live-step small">
        {live.step} / {live.steps}
      </span>
    </span>
  );
}
