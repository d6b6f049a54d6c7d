import { AlertDialog } from '@base-ui/react/alert-dialog';

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly text: string;
  /** What the confirming button says: the deed, not "OK". */
  readonly deed: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something is thrown away. */
export function ConfirmDialog({ open, title, text, deed, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="dialog-scrim" />
        <AlertDialog.Popup className="dialog dialog-small">
          <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          <AlertDialog.Description>{text}</AlertDialog.Description>
          <div className="dialog-buttons">
            <AlertDialog.Close className="button">Keep</AlertDialog.Close>
            <button
              type="button"
              className="button button-danger"
              onClick={() => {
                // Closing alone is the answer no: the deed comes first.
                onConfirm();
                onClose();
              }}
            >
              {deed}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
