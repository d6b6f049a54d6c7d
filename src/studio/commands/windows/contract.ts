/** What the page can ask of the ranked windows. What it shows follows the settings by itself. */
export interface WindowCommands {
  /** Scores, describes and ranks a class, as far as it is not done; the newest request of a class wins. */
  rank(folder: string): Promise<void>;
  pause(folder: string): void;
  resume(folder: string): void;
  cancel(folder: string): void;
  /** Makes the 2-D map of a ranked class's windows. */
  map(folder: string): Promise<void>;
  /** An object URL of a window's original pixels, resized to a small square. */
  windowPicture(folder: string, id: string): Promise<string>;
  /** Ids of the windows that look most like this one, the nearest first, none of its own image. */
  similar(folder: string, id: string, count: number): readonly string[];
}
