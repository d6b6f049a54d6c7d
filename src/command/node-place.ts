/** Everything that the order of the work needs of a place, on Node. */
import type { ImageUse } from '../core/framing';
import type { Collection } from '../data/import/collection';
import { decodePng } from '../data/export/decode-png';
import { encodePng } from '../data/export/png';
import { reducePng } from '../data/export/reduce-png';
import type { RunParts } from '../run/distill';
import type { Pictures } from '../run/ports';
import { Runs } from '../run/results/runs';
import { Stages } from '../run/stages/stages';
import { FileStorage } from './file-storage';
import type { NodeModel } from './node-model';
import { NodeSource } from './node-source';

/** The page's own PNG files, made on the caller's thread. */
export const nodePictures: Pictures = {
  encodePng: (picture) => Promise.resolve(encodePng(picture)),
  decodePng: (file) => Promise.resolve(decodePng(file)),
  reducePng: async (file, side) => reducePng(file, side),
};

export interface NodePlace extends RunParts {
  readonly source: NodeSource;
  readonly runs: Runs;
}

/**
 * @param results folder that keeps stages, images and runs; made where it is not there
 * @param use which images are held out, the collection's usual ones where it is left out, as on the page; and
 *   how pictures become squares
 */
export function nodePlace(
  { model, analysis }: NodeModel,
  collection: Collection,
  results: string,
  use?: Partial<ImageUse>,
): NodePlace {
  const storage = new FileStorage(results);
  return {
    source: new NodeSource(collection, use),
    model,
    analysis,
    stages: new Stages(storage),
    runs: new Runs(storage),
    pictures: nodePictures,
    clock: () => performance.now(),
  };
}
