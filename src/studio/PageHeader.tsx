import { MainButton } from './runs/MainButton';
import { useView } from './state/view';

/** The name, the main action, and the way to the keyboard's list. */
export function PageHeader({ working }: { readonly working: boolean }) {
  return (
    <header className="page-header">
      <p className="wordmark">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M12 5v5.7a7 7 0 1 0 6.6 2.2L15.6 10V5M10 5h8c5 0 8 3 8 8.5" />
          <path
            className="wordmark-drop"
            d="M26 18c1.7 2.3 2.5 3.6 2.5 4.8a2.5 2.5 0 0 1-5 0c0-1.2.8-2.5 2.5-4.8z"
          />
        </svg>
        Stillroom
      </p>
      {working && <MainButton />}
      {working && (
        <button
          type="button"
          className="quiet-button"
          onClick={() => useView.setState({ shortcutsOpen: true })}
        >
          Shortcuts <kbd>?</kbd>
        </button>
      )}
    </header>
  );
}
