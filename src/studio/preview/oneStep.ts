/**
 * One step of the preview, as a small picture of what guidance does: the image that the model has in mind at
 * that step without guidance, the one that it has in mind with it, from the same noise.
 */
import type { PreviewFrame } from '../../run/model/preview/previewer';
import type { PreviewState } from '../state/preview';

export interface OneStep {
  /** From 1. */
  readonly step: number;
  readonly total: number;
  /** Position of the picture among the previewed ones, which is its place in the class. */
  readonly image: number;
  /** RGB bytes, [side, side, 3]. */
  readonly plain: Uint8Array;
  readonly guided: Uint8Array;
  readonly side: number;
}

function isMoved({ report }: PreviewFrame, image: number): boolean {
  return (report[image] ?? []).some(({ shiftShare }) => shiftShare > 0);
}

/**
 * The step that is looked at, or, while none is, the one in the middle of those that guidance moves.
 * @returns null while one of the two is not made, where nothing is moved, and for a model without a map
 */
export function oneStep({ guided, plain, step: looked, chosen }: PreviewState): OneStep | null {
  if (guided === null || plain === null || plain.folder !== guided.folder) return null;
  const image = Math.min(chosen, guided.count - 1);
  const moved = guided.frames.filter((frame) => isMoved(frame, image));
  const frame =
    looked === null
      ? moved[(moved.length - 1) >> 1]
      : guided.frames.find(({ step }) => step + 1 >= looked);
  const alone = plain.frames.find(({ step }) => step === frame?.step);
  const [with_, without] = [frame?.pictures[image], alone?.pictures[image]];
  if (frame === undefined || with_ === undefined || without === undefined) return null;
  const { total, frameSide: side } = guided;
  return { step: frame.step + 1, total, image, plain: without, guided: with_, side };
}
