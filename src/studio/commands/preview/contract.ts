/** What the page can ask of the live preview. What it shows of itself stands in its store. */
import type { GridAxis } from '../../state/preview';

export interface PreviewCommands {
  /** Makes the first image for every pair of values; a running grid is stopped first. */
  grid(columns: GridAxis, rows: GridAxis): Promise<void>;
  cancelGrid(): void;
  /** Hands a picture out as a PNG file. */
  savePicture(picture: Blob, name: string): void;
}
