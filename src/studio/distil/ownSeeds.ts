/** Images whose noise is not the run's, or that are pulled to other cores than discovery found. */
import type { ImageSeed } from '../../core/formats/recipe';
import type { EditsByFolder } from '../state/settings';

function own(edits: EditsByFolder, imagesPerClass: number): readonly ImageSeed[] {
  return [...edits.values()]
    .flatMap(({ seeds = [] }) => seeds)
    .filter(({ index }) => index < imagesPerClass);
}

/** How many of the images that would be made have a seed or a core of their own. */
export function ownSeeds(edits: EditsByFolder, imagesPerClass: number): number {
  return own(edits, imagesPerClass).length;
}

/** Whether one of them has a core of its own. */
export function hasOwnCores(edits: EditsByFolder, imagesPerClass: number): boolean {
  return own(edits, imagesPerClass).some(({ core }) => core !== undefined);
}

export function withoutSeeds(edits: EditsByFolder): EditsByFolder {
  return new Map(
    [...edits].map(([folder, edit]) => {
      const { seeds: _, ...rest } = edit;
      return [folder, rest];
    }),
  );
}
