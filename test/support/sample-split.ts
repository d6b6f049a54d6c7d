/** What the usual split leaves of a class of the sample collection, from the rule and the shipped files. */
import { readFileSync } from 'node:fs';
import { openCollection } from '../../src/command/open-collection';
import { sha256Hex } from '../../src/core/formats/sha256';
import { divide, USUAL_SPLIT } from '../../src/core/held-out';
import { parseSampleTruth } from '../../src/data/sample';
import { truthOfClass } from '../../src/data/sample/truth-of-class';

const FOLDER = 'public/samples';

export interface SampleSplit {
  readonly used: number;
  readonly heldOut: number;
  /** Among the used ones. */
  readonly outliers: number;
}

export async function sampleSplit(folder: string): Promise<SampleSplit> {
  const { classes } = await openCollection([`${FOLDER}/stillroom-samples.zip`]);
  const listed = classes.find((entry) => entry.folder === folder);
  if (listed === undefined) throw new Error(`the sample collection has no class ${folder}`);
  const images = await Promise.all(
    listed.images.map(async (image) => {
      const bytes = new Uint8Array(await (await image.open()).arrayBuffer());
      return { path: image.path, sha256: sha256Hex(bytes) };
    }),
  );
  const { used, heldOut } = divide(images, USUAL_SPLIT);
  const truth = parseSampleTruth(JSON.parse(readFileSync(`${FOLDER}/truth.json`, 'utf8')));
  const paths = used.map(({ path }) => path);
  const modeOf = truthOfClass(truth, folder, paths)?.modeOf ?? new Int32Array();
  const outliers = modeOf.filter((mode) => mode < 0).length;
  return { used: used.length, heldOut: heldOut.length, outliers };
}
