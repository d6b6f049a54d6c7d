/** What is measured of the pictures of the run on the page: whether each follows its core or copies it. */
import { create } from 'zustand';
import type { ClassPictures, PictureNumbers } from '../../run/results/picture-numbers';

export interface PicturesState {
  /** By class folder; classes that are not measured yet, or cannot be, have none. */
  readonly classes: ReadonlyMap<string, ClassPictures>;
  /** Why classes could not be measured, by folder. */
  readonly problems: ReadonlyMap<string, string>;
}

export const noPictures: PicturesState = { classes: new Map(), problems: new Map() };

export const usePictures = create<PicturesState>(() => noPictures);

/** A picture's numbers, once they are known. */
export function pictureAt(
  { classes }: PicturesState,
  folder: string,
  index: number,
): PictureNumbers | null {
  return classes.get(folder)?.pictures.find((picture) => picture.index === index) ?? null;
}
