/** Latents of the class's images in a run, for methods that look at them. */
import type { RunRecord } from '../../../run/results/records';
import type { Runs } from '../../../run/results/runs';

export async function finishedLatents(
  runs: Runs,
  { recipe, classHashes, backend }: RunRecord,
  folder: string,
): Promise<Float64Array[]> {
  const hash = classHashes[recipe.classes.findIndex((entry) => entry.folder === folder)] ?? null;
  if (hash === null) return [];
  const latents: Float64Array[] = [];
  for (const { key } of await runs.finished(hash, backend)) {
    const image = await runs.image(key);
    if (image?.origin === 'generated' && image.latent !== null) {
      latents.push(Float64Array.from(image.latent));
    }
  }
  return latents;
}
