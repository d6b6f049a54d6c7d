import { useMemo } from 'react';
import {
  exclude,
  excludeImage,
  placeBehind,
  togglePin,
  type ListEdits,
} from '../../core/scoring/edits';
import { useEngine } from '../engineContext';
import { usePatches, type Patch } from '../state/patches';
import { choosePatch } from './choosePatch';
import { useEdits } from './useEdits';

/** Windows that "more like this" brings forward. */
const SIMILAR = 5;

export interface PatchActionSet {
  readonly pin: (patch: Patch) => void;
  readonly leaveOut: (patch: Patch) => void;
  readonly leaveImageOut: (patch: Patch) => void;
  readonly moreLike: (patch: Patch) => void;
  readonly look: (patch: Patch) => void;
  /**
   * A key pressed on a window. @param next is selected when the window goes
   * @returns whether the key was one of these
   */
  readonly press: (key: string, patch: Patch, next: Patch | undefined) => boolean;
}

/** What can be done with a window of a class. */
export function usePatchActions(folder: string): PatchActionSet {
  const engine = useEngine();
  const { edits, list, change } = useEdits(folder);
  return useMemo(() => {
    const edit = (made: (before: ListEdits) => ListEdits) => change(made(edits));
    const actions = {
      pin: (patch: Patch) => edit((before) => togglePin(before, patch.id)),
      leaveOut: (patch: Patch) => edit((before) => exclude(before, [patch.id])),
      leaveImageOut: (patch: Patch) => edit((before) => excludeImage(before, patch.image)),
      moreLike: (patch: Patch) => {
        const similar = engine.selection.similar(folder, patch.id, SIMILAR);
        edit((before) => placeBehind(list, before, patch.id, similar));
      },
      look: (patch: Patch) => {
        choosePatch(patch);
        usePatches.setState({ pane: 'score' });
      },
    };
    const press = (key: string, patch: Patch, next: Patch | undefined): boolean => {
      switch (key) {
        case 'p':
          actions.pin(patch);
          return true;
        case 'm':
          actions.moreLike(patch);
          return true;
        case 'Enter':
          actions.look(patch);
          return true;
        case 'Delete':
        case 'Backspace':
          actions.leaveOut(patch);
          if (next) choosePatch(next);
          return true;
        default:
          return false;
      }
    };
    return { ...actions, press };
  }, [engine, folder, edits, list, change]);
}
