/** The finished images of a class of a run, with their places. */
import type { FinishedImage, RunRecord, StoredImage } from './records';
import type { Runs } from './runs';

export interface RunImage {
  readonly place: FinishedImage;
  readonly image: StoredImage;
}

/** By their index; places whose image is gone are left out. */
export async function runImages(
  runs: Runs,
  { recipe, classHashes, backend }: RunRecord,
  folder: string,
): Promise<RunImage[]> {
  const hash = classHashes[recipe.classes.findIndex((entry) => entry.folder === folder)] ?? null;
  const finished = hash === null ? [] : await runs.finished(hash, backend);
  const images: RunImage[] = [];
  for (const place of finished) {
    const image = await runs.image(place.key);
    if (image !== undefined) images.push({ place, image });
  }
  return images;
}
