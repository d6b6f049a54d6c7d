/** Width and height in pixels, as a file's header states them (before EXIF orientation). */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}
