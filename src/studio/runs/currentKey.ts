/** The key of the settings as they stand, over the classes that take part, under the loaded model. */
import { useMemo } from 'react';
import { StillroomError } from '../../core/errors';
import { recipeOf, takingPart } from '../commands/recipe-of';
import { areAlike, useClassesWhile } from '../state/classes-while';
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
  return areAlike(some, others, askAlike);
}

function askAlike(row: Asked, other: Asked): boolean {
  return (
    row.folder === other.folder && row.prompt === other.prompt && row.included === other.included
  );
}

export function useCurrentKey(): string | null {
  const method = useSettings((state) => state.method);
  const parameters = useSettings((state) => state.parameters);
  const sampling = useSettings((state) => state.sampling);
  const edits = useSettings((state) => state.edits);
  const classes = useClassesWhile(askAlike);
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
