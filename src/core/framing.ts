/**
 * How a picture that is not square becomes the square that a model sees, and with it how a collection is used.
 *
 * CoDA's code resizes every picture to the square (`transforms.Resize((1024, 1024))`, by Lanczos as here); DMGD,
 * MGD3 and DiT cut the middle out. A squashed picture keeps its sides and loses its shape.
 */
import type { Split } from './held-out';

/** `crop` keeps the shape of things, `squash` keeps all of the picture. */
export const FRAMINGS = ['crop', 'squash'] as const;
export type Framing = (typeof FRAMINGS)[number];

/** What a collection's pictures are for, and how they become squares. */
export interface ImageUse {
  readonly split: Split;
  readonly framing: Framing;
}

/** A decoder's name under a framing: what is made from its pictures is kept under it. */
export function framedDecoder(decoder: string, framing: Framing): string {
  return framing === 'crop' ? decoder : `${decoder}-${framing}`;
}
