/**
 * One Ctrl+Z for the page. Settings keep their own history; this journal remembers in which order settings,
 * selections and the images that are left out changed, and what the latter two were before, so that undo
 * walks back through all as they happened: an older selection means images by numbers of its time.
 */
import { useExcluded, type ExcludedState } from '../state/excluded';
import { undoSettings, useSettings, type SettingsState } from '../state/settings';
import { useSelection, type SelectionState } from '../state/selection';

interface ExcludedEntry {
  readonly kind: 'excluded';
  readonly folder: string;
  readonly paths: readonly string[];
}

export type JournalEntry =
  | { readonly kind: 'settings' }
  | { readonly kind: 'selection'; readonly before: Picked }
  | ExcludedEntry;

/** The part of the selection that a person makes on purpose; hovering is not. */
export type Picked = Pick<SelectionState, 'folder' | 'image' | 'lasso'>;

const JOURNAL_LIMIT = 200;

/** The entry that a change of settings leaves, or null where history did not grow. */
export function settingsEntry(next: SettingsState, previous: SettingsState): JournalEntry | null {
  const grew = next.past !== previous.past && next.past.length > 0;
  // A pack that comes changes what was before: that is no step.
  return grew && next.past.at(-2) === previous.past.at(-1) ? { kind: 'settings' } : null;
}

/** The entry that a change of selection leaves; the first class chosen for a person leaves none. */
export function selectionEntry(
  next: SelectionState,
  previous: SelectionState,
): JournalEntry | null {
  const same =
    next.folder === previous.folder &&
    next.image === previous.image &&
    next.lasso === previous.lasso;
  if (same || previous.folder === null) return null;
  const { folder, image, lasso } = previous;
  return { kind: 'selection', before: { folder, image, lasso } };
}

/** The entry that a person's choice of images to leave out leaves. */
export function excludedEntry(next: ExcludedState, previous: ExcludedState): JournalEntry | null {
  const { replaced } = next;
  if (replaced === null || replaced === previous.replaced) return null;
  return { kind: 'excluded', ...replaced };
}

export interface UndoJournal {
  /** Takes back the latest change; false when there is none. One that is answered with no stays. */
  undo(): boolean;
  stop(): void;
}

/** Follows the stores from now on. @param excludeOnly leaves exactly these images of a class out; false where a person said no */
export function startUndoJournal(
  excludeOnly: (folder: string, paths: readonly string[]) => Promise<boolean>,
): UndoJournal {
  let entries: readonly JournalEntry[] = [];
  let undoing = false;
  /** True while a person is asked whether images may be taken in again. */
  let asking = false;
  const note = (entry: JournalEntry | null) => {
    if (entry !== null && !undoing && !asking) entries = [...entries, entry].slice(-JOURNAL_LIMIT);
  };
  const stops = [
    useSettings.subscribe((next, previous) => note(settingsEntry(next, previous))),
    useSelection.subscribe((next, previous) => note(selectionEntry(next, previous))),
    useExcluded.subscribe((next, previous) => note(excludedEntry(next, previous))),
  ];
  const excludeAsBefore = async (entry: ExcludedEntry): Promise<void> => {
    asking = true;
    try {
      if (!(await excludeOnly(entry.folder, entry.paths))) entries = [...entries, entry];
    } finally {
      asking = false;
    }
  };
  const takeBack = (entry: JournalEntry): boolean => {
    if (entry.kind === 'settings') return undoSettings();
    if (entry.kind === 'selection') useSelection.setState(entry.before);
    else void excludeAsBefore(entry);
    return true;
  };
  return {
    undo() {
      if (asking) return true;
      undoing = true;
      try {
        for (let entry = entries.at(-1); entry !== undefined; entry = entries.at(-1)) {
          entries = entries.slice(0, -1);
          if (takeBack(entry)) return true;
        }
        return false;
      } finally {
        undoing = false;
      }
    },
    stop: () => stops.forEach((stop) => stop()),
  };
}
