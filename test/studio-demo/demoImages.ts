/** What the demo answers about its real images. */
import type { ImageCommands } from '../../src/studio/commands/explore/contract';
import { useCollection } from '../../src/studio/state/collection';
import { idleWhole, patchWhole } from '../../src/studio/state/explore';
import { excludedFrom, useExcluded } from '../../src/studio/state/excluded';
import { clearSelection } from '../../src/studio/state/selection';
import { notify } from '../../src/studio/state/notices';
import { tagsOf, useTags, withTagged, withoutTag } from '../../src/studio/state/tags';
import { demoMap } from './demoMap';

const path = (folder: string, image: number) =>
  `${folder}/${folder}-${String(image).padStart(4, '0')}.webp`;

/** The demo's images keep their numbers: its map is of all of them. */
async function leaveOut(folder: string, paths: readonly string[]): Promise<boolean> {
  clearSelection();
  useExcluded.setState((state) => ({
    folders: new Map([...state.folders, [folder, paths]]),
    replaced: { folder, paths: excludedFrom(state, folder) },
  }));
  return true;
}

export function demoImages(): ImageCommands {
  return {
    path,
    async mapCollection() {
      const { classes } = useCollection.getState();
      const counts = classes.map(({ imageCount }) => imageCount);
      patchWhole({
        ...idleWhole,
        map: {
          folders: classes.map(({ folder }) => folder),
          classOf: Int32Array.from(
            counts.flatMap((n, klass) => Array.from({ length: n }, () => klass)),
          ),
          imageOf: Int32Array.from(counts.flatMap((n) => Array.from({ length: n }, (_, i) => i))),
          points: Float32Array.from(
            counts.flatMap((n, klass) => {
              const { points } = demoMap(klass, n, 10);
              return Array.from(
                points,
                (value, i) => value + 24 * (i % 2 === 0 ? klass % 3 : klass % 2),
              );
            }),
          ),
        },
      });
    },
    cancelCollectionMap: () => patchWhole(idleWhole),
    tag: (tag, { folder, images }) =>
      useTags.setState((state) => ({
        folders: new Map([
          ...state.folders,
          [
            folder,
            withTagged(
              tagsOf(state, folder),
              tag,
              images.map((i) => path(folder, i)),
            ),
          ],
        ]),
      })),
    removeTag: (tag) =>
      useTags.setState(({ folders }) => ({
        folders: new Map([...folders].map(([folder, tags]) => [folder, withoutTag(tags, tag)])),
      })),
    exportTag: async (tag) => notify('info', `The demo writes no ${tag}.zip.`),
    exportImages: async (name) => notify('info', `The demo writes no ${name}.zip.`),
    cancelExport: () => undefined,
    exclude: ({ folder, images }) =>
      leaveOut(folder, [
        ...excludedFrom(useExcluded.getState(), folder),
        ...images.map((image) => path(folder, image)),
      ]),
    excludeOnly: leaveOut,
    nearest: async (_, picture) => {
      const from = picture.kind === 'real' ? picture.image : 7 * picture.index;
      return Array.from({ length: 12 }, (_unused, i) => ({
        image: (from + 5 * (i + 1)) % 100,
        distance: 4 + i,
        apart: 10,
      }));
    },
  };
}
