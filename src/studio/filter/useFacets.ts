import { useMemo } from 'react';
import { useCommands } from '../commandsContext';
import { useCollection } from '../state/collection';
import type { ClassMap } from '../state/explore';
import { filterOf, useImageFilter, type ImageFilter } from '../state/image-filter';
import { tagsOf, useTags } from '../state/tags';
import { idleWindows, useWindows, type ListedWindow } from '../state/windows';
import { imagesLeft, shownFlags, type Facets } from './crossFilter';

export interface Filtered {
  readonly facets: Facets;
  readonly filter: ImageFilter;
  /** Images that are left, ascending. */
  readonly left: readonly number[];
  /** The same as flags; null where all are left. */
  readonly shown: Uint8Array | null;
}

/**
 * The images of a class that its filter leaves.
 * @param used images that are not held out
 * @param map null while the class is not mapped
 */
export function useFiltered(
  folder: string,
  used: number,
  heldOut: number,
  map: ClassMap | null,
): Filtered {
  const facets = useFacets(folder, used, used + heldOut, map);
  const filter = useImageFilter((state) => filterOf(state, folder));
  return useMemo(() => {
    const left = imagesLeft(facets, filter);
    return { facets, filter, left, shown: shownFlags(facets.used, left) };
  }, [facets, filter]);
}

function useFacets(folder: string, used: number, count: number, map: ClassMap | null): Facets {
  const commands = useCommands();
  const isRead = useCollection(
    ({ classes }) => classes.find((row) => row.folder === folder)?.read.state === 'done',
  );
  const tags = useTags((state) => tagsOf(state, folder));
  const duplicates = useCollection((state) => state.duplicates);
  const windows = useWindows((state) => (state.classes.get(folder) ?? idleWindows).list);
  const paths = useMemo(
    () => Array.from({ length: count }, (_, image) => commands.images.path(folder, image)),
    // oxlint-disable-next-line react/exhaustive-deps -- what is read decides which image has which number
    [commands, folder, count, isRead, map],
  );
  const typicality = useMemo(() => bestScores(windows, used), [windows, used]);
  return useMemo(() => {
    const repeated = new Set(duplicates.flatMap((group) => group.paths));
    const indices = (wanted: ReadonlySet<string>) =>
      new Set(paths.flatMap((path, image) => (wanted.has(path) ? [image] : [])));
    return {
      names: paths.map((path) => path.split('/').at(-1) ?? ''),
      used,
      labels: map?.labels ?? null,
      membership: map?.probabilities ?? null,
      cores: new Set(map?.cores.map((core) => core.imageIndex)),
      repeated: indices(repeated),
      typicality,
      tags: new Map(tags.map(([tag, own]) => [tag, indices(new Set(own))])),
    };
  }, [paths, used, map, duplicates, typicality, tags]);
}

/** Score of each image's best window, NaN for one without; null before the class is scored. */
function bestScores(windows: readonly ListedWindow[], count: number): Float64Array | null {
  if (windows.length === 0) return null;
  const best = new Float64Array(count).fill(NaN);
  for (const { imageIndex, score } of windows) {
    const before = best[imageIndex] ?? NaN;
    if (imageIndex < count && !(before >= score)) best[imageIndex] = score;
  }
  return best;
}
