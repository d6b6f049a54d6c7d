/**
 * How pictures in frames are zoomed and moved: all frames of the large view share one such state, so that
 * the same part of every picture is looked at.
 */

export interface ZoomPan {
  /** 1 shows the whole picture in its frame; at most MOST_SCALE. */
  readonly scale: number;
  /** Where the picture's left and upper edges lie, in sides of the frame: 0 at rest, else 0 or less. */
  readonly x: number;
  readonly y: number;
}

export const WHOLE: ZoomPan = { scale: 1, x: 0, y: 0 };
export const MOST_SCALE = 16;

/** The picture never leaves its frame: it covers it at every zoom. */
function kept({ scale, x, y }: ZoomPan): ZoomPan {
  const within = (at: number) => Math.min(0, Math.max(1 - scale, at));
  return { scale, x: within(x), y: within(y) };
}

/**
 * Zooms by a factor about a point, which stays where it is as far as the frame's edges let it.
 * @param at the point, in sides of the frame, each in [0, 1]
 */
export function zoomAbout(
  from: ZoomPan,
  factor: number,
  at: { readonly x: number; readonly y: number },
): ZoomPan {
  const scale = Math.min(MOST_SCALE, Math.max(1, from.scale * factor));
  const grown = scale / from.scale;
  return kept({ scale, x: at.x - (at.x - from.x) * grown, y: at.y - (at.y - from.y) * grown });
}

/** @param by in sides of the frame */
export function panBy(from: ZoomPan, by: { readonly x: number; readonly y: number }): ZoomPan {
  return kept({ ...from, x: from.x + by.x, y: from.y + by.y });
}
