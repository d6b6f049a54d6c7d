/** Images of noise for the training rows: a step costs the same whatever they show. */
import { randomStream } from '../../src/core/random/stream';
import type { ImageSet } from '../../src/core/training/image-set';

/** @param side pixels; classes follow each other */
export function noiseImages(images: number, side: number, classes: number): ImageSet {
  const stream = randomStream({ seed: images, purpose: 'bench-images' });
  return {
    side,
    pixels: Uint8Array.from({ length: images * side * side * 3 }, () => stream.word() & 255),
    labels: Uint16Array.from({ length: images }, (_, i) => i % classes),
  };
}
