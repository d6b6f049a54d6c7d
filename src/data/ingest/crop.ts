/** Which part of an image becomes the model's square. */

/** `centre-crop` keeps the shape of things, `squash` keeps all of the image. */
export type Framing = 'centre-crop' | 'squash';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a width x height image that is resized to the square. */
export function frameBox(width: number, height: number, framing: Framing): Box {
  if (framing === 'squash') return { x: 0, y: 0, width, height };
  const side = Math.min(width, height);
  return {
    x: Math.floor((width - side) / 2),
    y: Math.floor((height - side) / 2),
    width: side,
    height: side,
  };
}
