import { isUnedited, NO_EDITS } from '../../core/scoring/edits';
import { useWindows, type ListedWindow } from '../state/windows';
import { useEdits } from './useEdits';
import { useWindowActions } from './useWindowActions';

export interface WindowActionsProps {
  readonly folder: string;
  /** The selected window, or null. */
  readonly window: ListedWindow | null;
}

/** What can be done with the selected window, and what was done to the list. */
export function WindowActions({ folder, window }: WindowActionsProps) {
  const { edits, change } = useEdits(folder);
  const actions = useWindowActions(folder);
  const partial = useWindows(({ classes }) => (classes.get(folder)?.partial ?? null) !== null);
  const disabled = window === null;
  const act = (done: (window: ListedWindow) => void) => () => {
    if (window !== null) done(window);
  };
  const left = edits.excluded.length;
  const images = edits.excludedImages.length;
  return (
    <div className="window-actions" role="toolbar" aria-label="Selected window">
      <button type="button" className="button" disabled={disabled} onClick={act(actions.pin)}>
        {window !== null && edits.pinned.includes(window.id) ? 'Unpin' : 'Pin'}
      </button>
      <button type="button" className="button" disabled={disabled} onClick={act(actions.leaveOut)}>
        Exclude
      </button>
      <button
        type="button"
        className="button"
        disabled={disabled || partial}
        onClick={act(actions.moreLike)}
      >
        More like this
      </button>
      <button
        type="button"
        className="button"
        disabled={disabled}
        onClick={act(actions.leaveImageOut)}
      >
        Never from this image
      </button>
      <button type="button" className="button" disabled={disabled} onClick={act(actions.look)}>
        Show its score
      </button>
      <div className="window-edits">
        <p className="small muted window-keys">
          Drag, or <kbd>Alt</kbd> with the arrows, moves a window; <kbd>P</kbd> pins, <kbd>M</kbd>{' '}
          brings more like it, <kbd>Del</kbd> excludes.
        </p>
        <span className="small muted clip">
          {left + images > 0 && `Left out: ${left} windows, ${images} images`}
        </span>
        {left > 0 && (
          <button
            type="button"
            className="quiet-button"
            onClick={() => change({ ...edits, excluded: [] })}
          >
            Take windows back
          </button>
        )}
        <button
          type="button"
          className="quiet-button"
          disabled={isUnedited(edits)}
          onClick={() => change(NO_EDITS)}
        >
          Undo all edits
        </button>
      </div>
    </div>
  );
}
