/** Images whose noise is not the run's. */
import type { EditsByFolder } from '../state/settings';

/** How many of the images that would be made have a seed of their own. */
export function ownSeeds(edits: EditsByFolder, imagesPerClass: number): number {
  return [...edits.values()]
    .flatMap(({ seeds = [] }) => seeds)
    .filter(({ index }) => index < imagesPerClass).length;
}

export function withoutSeeds(edits: EditsByFolder): EditsByFolder {
  return new Map(
    [...edits].map(([folder, edit]) => {
      const { seeds: _, ...own } = edit;
      return [folder, own];
    }),
  );
}
