import { useCallback, useMemo } from 'react';
import { applyEdits, NO_EDITS, type ListEdits } from '../../core/scoring/edits';
import { idlePatches, usePatches, type Patch } from '../state/patches';
import { changeSettings, useSettings } from '../state/settings';

export interface EditedList {
  readonly edits: ListEdits;
  /** The list after the edits. */
  readonly list: readonly Patch[];
  readonly change: (next: ListEdits) => void;
}

/** A class's list as its edits leave it, and how to change them; every change can be undone. */
export function useEdits(folder: string): EditedList {
  const ranked = usePatches((state) => (state.classes[folder] ?? idlePatches).list);
  const edits = useSettings((state) => state.edits[folder] ?? NO_EDITS);
  const list = useMemo(() => applyEdits(ranked, edits), [ranked, edits]);
  const change = useCallback(
    (next: ListEdits) => {
      const { edits: all, past } = useSettings.getState();
      // A key of its own each time: two edits in a row are two steps of undo.
      const key = `edits ${past.length}`;
      changeSettings({ edits: { ...all, [folder]: next } }, key, performance.now());
    },
    [folder],
  );
  return { edits, list, change };
}
