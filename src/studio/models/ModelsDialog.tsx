import { Dialog } from '@base-ui/react/dialog';
import { storageText } from '../collection/storageText';
import { isWhole } from '../../runtime/download/kept-models';
import { useModel } from '../state/model';
import { useModels } from '../state/models';
import { useStorage } from '../state/storage';
import { AddModel } from './AddModel';
import { BegunCard, ModelCard, RefusedCard } from './ModelCard';

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
  const kept = useModels((state) => state.kept);
  const refused = useModels((state) => state.refused);
  const fetched = useModels((state) => state.download?.model?.hash);
  const storage = useStorage();
  // One that is being fetched stands where it is fetched.
  const begun = kept.filter((model) => !isWhole(model) && model.hash !== fetched);
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
          {begun.map((model) => (
            <BegunCard key={model.hash} model={model} />
          ))}
          {refused.map((model) => (
            <RefusedCard key={model.hash} model={model} />
          ))}
        </div>
        <AddModel />
      </div>
    </>
  );
}
