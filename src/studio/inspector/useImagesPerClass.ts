import { useSettings } from '../state/settings';
import { valueOf } from './parameterValue';
import { imagesPerClassParameter } from './schema';

/** How many images each class is to have. */
export function useImagesPerClass(): number {
  return useSettings((state) => Number(valueOf(imagesPerClassParameter, state.sampling)));
}
