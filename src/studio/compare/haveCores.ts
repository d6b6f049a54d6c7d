import type { SyntheticImage } from '../state/run';

/** Whether a class's images have a core to be set above them: of real images there is none but they. */
export function haveCores(
  images: readonly Pick<SyntheticImage, 'origin' | 'coreImage'>[],
): boolean {
  return images.some(({ origin, coreImage }) => origin === 'generated' && coreImage !== null);
}
