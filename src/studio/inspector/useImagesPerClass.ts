import { useSettings } from '../state/settings';

/** How many images each class is to have. */
export function useImagesPerClass(): number {
  return useSettings((state) => state.sampling.imagesPerClass);
}
