import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { Commands } from './commands/contract';
import { useStart } from './state/start';

/** Asks before the stored run is shown once more, where showing it may be what the page died of. */
export function StartQuestion({ commands }: { readonly commands: Commands }) {
  const failed = useStart((state) => state.failed);
  return (
    <AlertDialog.Root open={failed !== null}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="dialog-scrim" />
        <AlertDialog.Popup className="dialog dialog-small">
          <AlertDialog.Title className="dialog-title">
            The page failed to start {failed} times
          </AlertDialog.Title>
          <AlertDialog.Description>
            The run that it showed last may be the cause. Without it the page starts with the
            collection alone; the run stays stored, and is listed with the others.
          </AlertDialog.Description>
          <div className="dialog-buttons">
            <button type="button" className="button" onClick={() => commands.startWith(true)}>
              Show it again
            </button>
            <button
              type="button"
              className="button button-primary"
              onClick={() => commands.startWith(false)}
            >
              Start without it
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
