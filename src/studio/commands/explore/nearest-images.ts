/** The real images nearest to a picture of their class, in the latents of the loaded model. */
import { StillroomError } from '../../../core/errors';
import type { NearImage } from '../../../core/metrics/nearest-real';
import { runImages } from '../../../run/results/run-images';
import { runLatents } from '../../../run/results/run-latents';
import { encodedPictures, latentsOf, type ClassLatents } from '../../../run/stages/latents';
import type { StageParts } from '../../../run/stages/stage-parts';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import type { PictureOfClass } from './contract';

const COUNT = 12;

/** @throws StillroomError Aborted, BadParameter, PackMismatch, and what reading and encoding may throw */
export async function nearestImages(
  page: PageParts,
  folder: string,
  picture: PictureOfClass,
  signal: AbortSignal,
): Promise<readonly NearImage[]> {
  await page.schedule.quiet(signal);
  const parts = stageParts(page, await page.model.ready());
  const real = await latentsOf(parts, folder, signal, () => undefined);
  if (picture.kind === 'made') {
    const latent = await madeLatent(page, folder, picture.index, real, signal);
    return parts.analysis.nearest(real, latent, COUNT, signal);
  }
  const { image } = picture;
  if (image >= real.rows) {
    const latent = await heldOutLatent(parts, folder, image - real.rows, real, signal);
    return parts.analysis.nearest(real, latent, COUNT, signal);
  }
  const row = real.data.slice(image * real.columns, (image + 1) * real.columns);
  const found = await parts.analysis.nearest(real, row, COUNT + 1, signal);
  return found.filter((one) => one.image !== image).slice(0, COUNT);
}

/** A held-out image is in no latents of its class: it is encoded to be looked at, and not kept. */
async function heldOutLatent(
  parts: StageParts,
  folder: string,
  position: number,
  { columns }: ClassLatents,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { model, source } = parts;
  const image = (await source.heldOut(folder, signal))[position];
  if (image === undefined) throw new StillroomError('BadParameter', 'This image is gone.');
  return encodedPictures(parts, [image], columns, signal, (pixels, count) =>
    model.encode(pixels, count, signal),
  );
}

async function madeLatent(
  { shown, runs, model, pictures }: PageParts,
  folder: string,
  index: number,
  { columns }: ClassLatents,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { record } = shown;
  const images = record === null ? [] : await runImages(runs, record, folder);
  const made = images.find(({ place }) => place.index === index);
  if (record === null || made === undefined) {
    throw new StillroomError('BadParameter', 'This image is not made yet.');
  }
  const loaded = await model.ready();
  return runLatents({ model: loaded, pictures }, record, [made.image], columns, signal);
}
