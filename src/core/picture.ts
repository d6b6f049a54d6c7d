/** A picture as bytes. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGB bytes, [height, width, 3]. */
  readonly pixels: Uint8Array;
}
