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
    now !== null && job === shown && now.folder === place.folder && now.index === place.index
      ? now
      : null,
  );
  const size = { width: side, height: side };
  if (live === null) return <span className="picture-waiting" style={size} />;
  return (
    <span className="picture-live" style={size}>
      <PixelCanvas
        pixels={live.pixels}
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
