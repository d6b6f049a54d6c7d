/** A decoded picture in memory, as the pure decoders give it. */
import type { OrientationValue } from '../headers/exif';

export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  /** Bytes [height, width, 4], alpha not multiplied in. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  /** How the picture is to be turned. */
  readonly orientation: OrientationValue;
}
