/**
 * Leaving images out of a class, and taking them in again. A class without them is another class: its map
 * and cores are made anew, and a set that was made of all is kept, but no longer shown as one of these.
 * Nothing is read again, and files stay where they are.
 */
import type { PageParts } from '../../adapters/page-parts';
import { useCollection } from '../../state/collection';
import { excludedFrom, useExcluded } from '../../state/excluded';
import { useSelection } from '../../state/selection';
import { mayEnd } from '../may-end';
import { told } from '../told';

export interface ExclusionParts {
  /** Takes off the page what was made of the classes before. */
  readonly forget: () => void;
  /** Takes the run off the page. @param why ends the sentence "The set on the page ..." */
  readonly takeRunOff: (why: string) => Promise<void>;
}

/** The store follows what is remembered of the collection on the page. */
export function followExcluded({ library }: Pick<PageParts, 'library'>): void {
  let seen: unknown = null;
  useCollection.subscribe(() => {
    const { edits } = library;
    if (edits === seen) return;
    seen = edits;
    useExcluded.setState({
      folders: new Map([...edits].map(([folder, { excluded = [] }]) => [folder, excluded])),
    });
  });
}

/** Leaves images out beside those that are left out already. @param images by their index */
export function excludeImages(
  { library }: Pick<PageParts, 'library'>,
  parts: ExclusionParts,
  folder: string,
  images: readonly number[],
): Promise<boolean> {
  const { source } = library;
  const paths = images.flatMap((image) => source?.fileOf(folder, image)?.path ?? []);
  const before = excludedFrom(useExcluded.getState(), folder);
  return chooseExcluded({ library }, parts, folder, [...before, ...paths]);
}

/** Leaves exactly these images of a class out. @returns false where a person keeps what that would end */
export async function chooseExcluded(
  { library }: Pick<PageParts, 'library'>,
  { forget, takeRunOff }: ExclusionParts,
  folder: string,
  paths: readonly string[],
): Promise<boolean> {
  const before = excludedFrom(useExcluded.getState(), folder);
  if (!(await mayEnd('Change the class’s images'))) return false;
  // Images have other numbers from here on.
  useSelection.setState({ image: null, lasso: [], hovered: null });
  forget();
  library.exclude(folder, paths);
  useExcluded.setState({ replaced: { folder, paths: before } });
  void told(() => takeRunOff('was made of other images. It is kept'));
  return true;
}
