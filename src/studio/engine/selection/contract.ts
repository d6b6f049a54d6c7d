import type { WindowsPlan } from '../../../methods/windows/plan';

/** What the page can ask of the selection of patches. */
export interface SelectionCommands {
  /** Scores, describes and ranks a class, as far as it is not done; the newest request of a class wins. */
  rank(folder: string): Promise<void>;
  /** Shows the list of a class that a run has ranked already; nothing happens where it would score. */
  recall(folder: string, plan: WindowsPlan): Promise<void>;
  pause(folder: string): void;
  resume(folder: string): void;
  cancel(folder: string): void;
  /** Shows an image's score under a plan, better and better while its draws come. */
  inspect(folder: string, image: number, plan: WindowsPlan): Promise<void>;
  stopInspecting(): void;
  /** Makes the 2-D map of a ranked class's windows. */
  map(folder: string): Promise<void>;
  /** An object URL of a window's original pixels, resized to a small square. */
  windowPicture(folder: string, id: string): Promise<string>;
  /** Ids of the windows that look most like this one, the nearest first, none of its own image. */
  similar(folder: string, id: string, count: number): readonly string[];
}
