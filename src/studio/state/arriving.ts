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

/** The page is drawn for those of so long at once: for each alone it would be drawn sixty times a second. */
const TOGETHER_MS = 100;

interface Arrival {
  readonly folder: string;
  readonly url: PictureUrl;
}

let waiting: Arrival[] = [];
let isHeld = false;

function show(): void {
  isHeld = waiting.length > 0;
  if (!isHeld) return;
  const shown = waiting;
  waiting = [];
  setTimeout(show, TOGETHER_MS);
  useArriving.setState(({ classes }) => {
    let all = classes;
    for (const { folder, url } of shown) {
      const before = all.get(folder) ?? [];
      if (before.length < MOST) all = withName(all, folder, [...before, url]);
    }
    return { classes: all };
  });
}

/** The first is shown at once. */
export function arrived(folder: string, url: PictureUrl): void {
  waiting.push({ folder, url });
  if (!isHeld) show();
}

/** The class is read, or gone. @param folder null for all */
export function settled(folder: string | null): void {
  waiting = waiting.filter((one) => folder !== null && one.folder !== folder);
  useArriving.setState((state) => {
    const others = [...state.classes].filter(([one]) => folder !== null && one !== folder);
    if (others.length === state.classes.size) return state;
    return { classes: others.length === 0 ? noNames() : new Map(others) };
  });
}
