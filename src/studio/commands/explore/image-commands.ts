/** The real images of the classes: where each lies, what is like it, all of them on one map, what a person calls them. */
import type { PageParts } from '../../adapters/page-parts';
import type { ImageCommands } from './contract';
import { chooseExcluded, excludeImages, type ExclusionParts } from './exclusion';
import { nearestImages } from './nearest-images';
import type { TaggedImages } from './tagged-images';
import type { WholeMap } from './whole-map';

export function imageCommands(
  parts: PageParts,
  whole: WholeMap,
  tagged: TaggedImages,
  exclusion: ExclusionParts,
): ImageCommands {
  return {
    path: (folder, image) => parts.library.source?.fileOf(folder, image)?.path ?? '',
    nearest: (folder, picture, signal) => nearestImages(parts, folder, picture, signal),
    mapCollection: () => whole.make(),
    cancelCollectionMap: () => whole.cancel(),
    tag: (tag, images) => tagged.save(tag, images),
    removeTag: (tag) => tagged.remove(tag),
    exportTag: (tag) => tagged.exportTag(tag),
    exportImages: (name, groups) => tagged.export(name, groups),
    exclude: ({ folder, images }) => excludeImages(parts, exclusion, folder, images),
    excludeOnly: (folder, paths) => chooseExcluded(parts, exclusion, folder, paths),
    cancelExport: () => tagged.cancelExport(),
  };
}
