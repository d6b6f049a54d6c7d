/** What of a preview is on the screen: which of the two strips, and which step of it. */
import type { PreviewState, Strip } from '../state/preview';

/** The pictures of one moment, all of one strip. */
export interface ShownPictures {
  readonly pixels: readonly Uint8Array[];
  readonly side: number;
  /** The step that they are of, from 1; the last one's number for finished images. */
  readonly step: number;
  readonly finished: boolean;
}

/** The strip without guidance while "before" is held and it is there, else the guided one. */
export function shownStrip({ before, plain, guided }: PreviewState): Strip | null {
  return before && plain !== null ? plain : guided;
}

/** @param step the step that is looked at, from 1; null for the latest that there is */
export function shownPictures(strip: Strip, step: number | null): ShownPictures | null {
  const { frames, images, total } = strip;
  const last = frames.at(-1);
  if (images !== null && (step === null || step >= total)) {
    return { pixels: images, side: strip.imageSide, step: total, finished: true };
  }
  const frame = (step === null ? last : frames.find((one) => one.step + 1 >= step)) ?? last;
  if (frame === undefined || frame.pictures.length === 0) return null;
  return {
    pixels: frame.pictures,
    side: strip.frameSide,
    step: frame.step + 1,
    finished: false,
  };
}

/** True while the guided pictures are of settings that are no longer those of the page. */
export function isOld({ guided, wanted, status }: PreviewState): boolean {
  if (guided === null) return false;
  return guided.generation < wanted && (status === 'failed' || status === 'waiting');
}
