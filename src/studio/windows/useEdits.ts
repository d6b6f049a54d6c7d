import { withName } from '../../core/by-name';
import { useCallback, useMemo } from 'react';
import { applyEdits, NO_EDITS, type ListEdits } from '../../core/scoring/edits';
import { idleWindows, useWindows, type ListedWindow } from '../state/windows';
import { changeSettings, useSettings } from '../state/settings';

export interface EditedList {
  readonly edits: ListEdits;
  /** The list after the edits. */
  readonly list: readonly ListedWindow[];
  readonly change: (next: ListEdits) => void;
}

/** A class's list as its edits leave it, and how to change them; every change can be undone. */
export function useEdits(folder: string): EditedList {
  const ranked = useWindows((state) => (state.classes.get(folder) ?? idleWindows).list);
  const edits = useSettings((state) => state.edits.get(folder) ?? NO_EDITS);
  const list = useMemo(() => applyEdits(ranked, edits), [ranked, edits]);
  const change = useCallback(
    (next: ListEdits) => {
      const now = performance.now();
      // A key of its own each time: two edits in a row are two steps of undo.
      changeSettings(
        ({ edits: all }) => ({ edits: withName(all, folder, next) }),
        `edits ${now}`,
        now,
      );
    },
    [folder],
  );
  return { edits, list, change };
}
