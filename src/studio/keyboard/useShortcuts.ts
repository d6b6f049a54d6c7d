import { useEffect } from 'react';
import type { Commands } from '../commands/contract';
import { doMainAction } from '../commands/main-action';
import { flipPlace, leavePlace } from '../commands/place';
import { openShortcuts } from '../commands/shortcuts';
import { move, moveRows } from '../commands/move';
import { startUndoJournal, type UndoJournal } from '../commands/undo';

/** The page's keys. Fields keep theirs: nothing is taken from a text, a slider or a list. */
export function useShortcuts(commands: Pick<Commands, 'distill' | 'images'>): void {
  useEffect(() => {
    const journal = startUndoJournal((folder, paths) => commands.images.excludeOnly(folder, paths));
    const press = (event: KeyboardEvent) => {
      if (handle(event, journal, commands)) event.preventDefault();
    };
    // A button would still take the space on release.
    const release = (event: KeyboardEvent) => {
      if (event.key === ' ' && isPicture(event.target)) event.preventDefault();
    };
    // Captured, because dialogs keep the arrow keys that are pressed inside them to themselves.
    window.addEventListener('keydown', press, true);
    window.addEventListener('keyup', release, true);
    return () => {
      journal.stop();
      window.removeEventListener('keydown', press, true);
      window.removeEventListener('keyup', release, true);
    };
  }, [commands]);
}

/** True when the key was one of ours. */
function handle(
  event: KeyboardEvent,
  journal: UndoJournal,
  commands: Pick<Commands, 'distill'>,
): boolean {
  const { key, target } = event;
  if (key === 'Enter' && (event.ctrlKey || event.metaKey))
    return !dialogIsOpen() && doMainAction(commands);
  if (takesText(target) || isCovered()) return false;
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && key.toLowerCase() === 'z') {
    return journal.undo();
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (key === '?') {
    openShortcuts();
    return true;
  }
  if (hasOwnKeys(target)) return false;
  switch (key) {
    case 'ArrowLeft':
      return move(-1);
    case 'ArrowRight':
      return move(1);
    case 'ArrowUp':
      return moveRows(-1);
    case 'ArrowDown':
      return moveRows(1);
    case ' ':
      return isFree(target) && flipPlace();
    case 'Escape':
      return escape();
    default:
      return false;
  }
}

function dialogIsOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

/** Behind a dialog nothing changes unseen; the large view alone shows what the keys do. */
function isCovered(): boolean {
  return document.querySelector('.dialog:not([data-page-keys])') !== null;
}

function escape(): boolean {
  if (dialogIsOpen()) return false;
  leavePlace();
  return true;
}

function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'range', 'file'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}

/** Controls that need arrows or space themselves. */
function hasOwnKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches(
    'input, select, [role="tab"], [role="menuitem"], .long-list, [data-own-keys] *, summary',
  );
}

/** Space belongs to a focused control, unless that control is a picture or nothing at all. */
function isFree(target: EventTarget | null): boolean {
  if (isPicture(target)) return true;
  return !(target instanceof HTMLElement) || !target.matches('button, a, input, select, summary');
}

function isPicture(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.dataset['picture'] !== undefined;
}
