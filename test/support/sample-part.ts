/** The first pictures of some classes of the sample collection, as an archive: small enough to read in a moment. */
import { basename } from 'node:path';
import { zipSync } from 'fflate';
import { openCollection } from '../../src/command/open-collection';

const ARCHIVE = 'public/samples/stillroom-samples.zip';

/** @returns a zip of class folders, their pictures in order */
export async function samplePart(
  names: readonly string[],
  imagesEach: number,
): Promise<Uint8Array> {
  const { classes } = await openCollection([ARCHIVE]);
  const files: Record<string, [Uint8Array, { level: 0 }]> = {};
  for (const { folder, images } of classes) {
    if (!names.includes(folder)) continue;
    for (const image of images.slice(0, imagesEach)) {
      const bytes = new Uint8Array(await (await image.open()).arrayBuffer());
      files[`${folder}/${basename(image.path)}`] = [bytes, { level: 0 }];
    }
  }
  return zipSync(files);
}
