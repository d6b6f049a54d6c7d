import { Dialog } from '@base-ui/react/dialog';
import { useView } from '../state/view';
import { SHORTCUTS } from './shortcuts';

/** All shortcuts; `?` opens it from anywhere. */
export function ShortcutsDialog() {
  const open = useView((state) => state.shortcutsOpen);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => useView.setState({ shortcutsOpen: next })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-scrim" />
        <Dialog.Popup className="dialog dialog-small">
          <Dialog.Title className="dialog-title">Keyboard shortcuts</Dialog.Title>
          <dl className="shortcuts">
            {SHORTCUTS.map(({ keys, does }) => (
              <div key={does}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <div className="dialog-buttons">
            <Dialog.Close className="button">Close</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
