/**
 * Events of the model's thread into strips. The page may hear of an older preview after it asked for a
 * newer one: a strip takes whole previews only, and never goes back to an earlier one.
 */
import type { PreviewEvent } from '../../run/model/preview/previewer';
import type { Strip } from '../state/preview';

/** Which preview an event belongs to. */
export interface StripPlace {
  readonly generation: number;
  readonly folder: string;
  readonly count: number;
  readonly frameSide: number;
  readonly imageSide: number;
}

/** The strip after an event; the same one where the event is of no use to it any more. */
export function stripAfter(
  strip: Strip | null,
  place: StripPlace,
  event: PreviewEvent,
): Strip | null {
  const shown = strip?.generation ?? -1;
  if (place.generation < shown) return strip;
  if (event.kind === 'steps' && event.whole) {
    const { frames, total, images } = event;
    return { ...place, total, frames, images };
  }
  if (strip === null || place.generation !== shown) return strip;
  return event.kind === 'images'
    ? { ...strip, images: event.images }
    : { ...strip, frames: [...strip.frames, ...event.frames] };
}
