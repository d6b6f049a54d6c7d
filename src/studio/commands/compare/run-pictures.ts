/** A run's finished images as the page shows them. */
import type { FinishedImage } from '../../../run/results/records';
import type { Runs } from '../../../run/results/runs';
import type { ObjectUrls } from '../../adapters/object-urls';
import { pngBlob } from '../../adapters/png-blob';
import type { RunPicture } from '../../state/compare';

/** @param urls keeps them, by the images' keys */
export async function runPictures(
  runs: Runs,
  urls: ObjectUrls,
  finished: readonly FinishedImage[],
): Promise<RunPicture[]> {
  const pictures: RunPicture[] = [];
  for (const { key, index, core } of finished) {
    const image = await runs.image(key);
    if (image === undefined) continue;
    const { png, side, origin } = image;
    const url = await urls.get(key, () => Promise.resolve(pngBlob(png)));
    pictures.push({ index, url, size: side, origin, coreImage: core?.image ?? null });
  }
  return pictures;
}
