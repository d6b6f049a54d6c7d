/** Which part of an image becomes the model's square. */
import type { Framing } from '../../core/framing';
import { badImage } from './bad-image';

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

/** @throws StillroomError BadImage for a part that leaves the image, or has no whole pixel */
export function checkBox(
  { x, y, width, height }: Box,
  image: { readonly width: number; readonly height: number },
): void {
  const whole = [x, y, width, height].every(Number.isInteger);
  const fits = x + width <= image.width && y + height <= image.height;
  if (whole && fits && x >= 0 && y >= 0 && width >= 1 && height >= 1) return;
  throw badImage(
    `is ${image.width} x ${image.height} pixels and has no part ${width} x ${height} at (${x}, ${y})`,
  );
}
