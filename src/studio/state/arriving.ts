/**
 * Pictures of classes that are being read, in the order in which they come. Which of them are held out is known
 * when all are read: until then these stand where the class's images will.
 */
import { create } from 'zustand';
import { noNames, withName, type ByName } from '../../core/by-name';

/** As many as a screen shows at once; the others are there when the class is. */
const MOST = 200;

/** Null for a picture that is no longer kept. */
export type PictureUrl = () => string | null;

export interface ArrivingState {
  /** What gives the thumbnails' URLs, by class folder; classes that are not being read have none. */
  readonly classes: ByName<readonly PictureUrl[]>;
}

export const useArriving = create<ArrivingState>(() => ({ classes: noNames() }));

export function arrived(folder: string, url: PictureUrl): void {
  useArriving.setState((state) => {
    const before = state.classes.get(folder) ?? [];
    if (before.length >= MOST) return state;
    return { classes: withName(state.classes, folder, [...before, url]) };
  });
}

/** The class is read, or gone. @param folder null for all */
export function settled(folder: string | null): void {
  useArriving.setState((state) => {
    const others = [...state.classes].filter(([one]) => folder !== null && one !== folder);
    if (others.length === state.classes.size) return state;
    return { classes: others.length === 0 ? noNames() : new Map(others) };
  });
}
