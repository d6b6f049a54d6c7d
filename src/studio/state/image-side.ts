/** The side with which images are exported, in pixels; null for images as they were made. */
import { create } from 'zustand';

export const useImageSide = create<{ readonly side: number | null }>(() => ({ side: null }));

/** Sides that data sets and networks of the papers have. */
const SIDES = [512, 256, 224, 128, 64, 32];

/** Those to which images of a side can be reduced, the largest first. */
export function smallerSides(made: number): number[] {
  return SIDES.filter((side) => side < made);
}
