import { Dialog } from '@base-ui/react/dialog';
import { storageText } from '../collection/storageText';
import { useModel } from '../state/model';
import { useModels } from '../state/models';
import { useStorage } from '../state/storage';
import { AddModel } from './AddModel';
import { ModelCard } from './ModelCard';

/** The place of the models: what each is and needs, another one, one less. */
export function ModelsDialog() {
  const open = useModels((state) => state.open);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => useModels.setState({ open: next })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-scrim" />
        <Dialog.Popup className="dialog dialog-large">
          <ModelsContent />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function ModelsContent() {
  const choices = useModel((state) => state.choices);
  const storage = useStorage();
  return (
    <>
      <header className="large-head">
        <Dialog.Title className="dialog-title">Models</Dialog.Title>
        <span className="muted small">{storageText(storage)}</span>
        <Dialog.Close className="button">Close</Dialog.Close>
      </header>
      <div className="models-body">
        <div className="model-cards">
          {choices.map((choice) => (
            <ModelCard key={choice.id} choice={choice} />
          ))}
        </div>
        <AddModel />
      </div>
    </>
  );
}
