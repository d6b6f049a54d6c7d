/** The key of the settings as they stand, over the classes that take part, under the loaded model. */
import { useMemo, useRef } from 'react';
import { StillroomError } from '../../core/errors';
import { recipeOf, takingPart } from '../commands/recipe-of';
import { useCollection, type CollectionState } from '../state/collection';
import { useModel, type ModelState } from '../state/model';
import { useSettings, type Settings } from '../state/settings';
import { recipeKey } from './recipeKey';

/** Null without a model or a class, and for settings that no run accepts: their own fields say so. */
export function keyOf(
  settings: Settings,
  { classes, split, framing }: Pick<CollectionState, 'classes' | 'split' | 'framing'>,
  { pack, packHash }: Pick<ModelState, 'pack' | 'packHash'>,
): string | null {
  if (pack === null || packHash === null) return null;
  try {
    const taking = takingPart(classes);
    const use = { split, framing };
    return recipeKey(recipeOf(settings, taking, { pack, packHash }, use).recipe);
  } catch (error) {
    if (error instanceof StillroomError) return null;
    throw error;
  }
}

type Asked = Pick<CollectionState['classes'][number], 'folder' | 'prompt' | 'included'>;

/** True where a run of the one asks for the same as a run of the other. */
export function asksTheSame(some: readonly Asked[], others: readonly Asked[]): boolean {
  return (
    some.length === others.length &&
    some.every((row, i) => {
      const other = others[i];
      return (
        row === other ||
        (row.folder === other?.folder &&
          row.prompt === other.prompt &&
          row.included === other.included)
      );
    })
  );
}

/** The classes as they were while they ask for the same: reading alone changes them ten times a second. */
function useAskedClasses(): CollectionState['classes'] {
  const kept = useRef<CollectionState['classes']>([]);
  return useCollection(({ classes }) => {
    if (!asksTheSame(kept.current, classes)) kept.current = classes;
    return kept.current;
  });
}

export function useCurrentKey(): string | null {
  const method = useSettings((state) => state.method);
  const parameters = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  const edits = useSettings((state) => state.edits);
  const classes = useAskedClasses();
  const split = useCollection((state) => state.split);
  const framing = useCollection((state) => state.framing);
  const pack = useModel((state) => state.pack);
  const packHash = useModel((state) => state.packHash);
  return useMemo(
    () =>
      keyOf(
        { method, parameters, sampling, edits },
        { classes, split, framing },
        { pack, packHash },
      ),
    [method, parameters, sampling, edits, classes, split, framing, pack, packHash],
  );
}
