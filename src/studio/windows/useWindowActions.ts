import { useMemo } from 'react';
import {
  exclude,
  excludeImage,
  placeBehind,
  togglePin,
  type ListEdits,
} from '../../core/scoring/edits';
import { useCommands } from '../commandsContext';
import { useWindows, type ListedWindow } from '../state/windows';
import { chooseWindow } from './chooseWindow';
import { useEdits } from './useEdits';

/** Windows that "more like this" brings forward. */
const SIMILAR = 5;

export interface WindowActionSet {
  readonly pin: (window: ListedWindow) => void;
  readonly leaveOut: (window: ListedWindow) => void;
  readonly leaveImageOut: (window: ListedWindow) => void;
  readonly moreLike: (window: ListedWindow) => void;
  readonly look: (window: ListedWindow) => void;
  /**
   * A key pressed on a window. @param next is selected when the window goes
   * @returns whether the key was one of these
   */
  readonly press: (key: string, window: ListedWindow, next: ListedWindow | undefined) => boolean;
}

/** What can be done with a window of a class. */
export function useWindowActions(folder: string): WindowActionSet {
  const commands = useCommands();
  const { edits, list, change } = useEdits(folder);
  return useMemo(() => {
    const edit = (made: (before: ListEdits) => ListEdits) => change(made(edits));
    const actions = {
      pin: (window: ListedWindow) => edit((before) => togglePin(before, window.id)),
      leaveOut: (window: ListedWindow) => edit((before) => exclude(before, [window.id])),
      leaveImageOut: (window: ListedWindow) => edit((before) => excludeImage(before, window.image)),
      moreLike: (window: ListedWindow) => {
        const similar = commands.windows.similar(folder, window.id, SIMILAR);
        edit((before) => placeBehind(list, before, window.id, similar));
      },
      look: (window: ListedWindow) => {
        chooseWindow(window);
        useWindows.setState({ pane: 'score' });
      },
    };
    const press = (key: string, window: ListedWindow, next: ListedWindow | undefined): boolean => {
      switch (key) {
        case 'p':
          actions.pin(window);
          return true;
        case 'm':
          actions.moreLike(window);
          return true;
        case 'Enter':
          actions.look(window);
          return true;
        case 'Delete':
        case 'Backspace':
          actions.leaveOut(window);
          if (next) chooseWindow(next);
          return true;
        default:
          return false;
      }
    };
    return { ...actions, press };
  }, [commands, folder, edits, list, change]);
}
