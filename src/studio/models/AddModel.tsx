import { useCommands } from '../commandsContext';
import { AddAddress } from './AddAddress';

interface ChooseProps {
  readonly label: string;
  readonly onChosen: (files: readonly File[]) => void;
  /** Endings of files; a folder where they are left out. */
  readonly accept?: string;
}

function Choose({ label, accept, onChosen }: ChooseProps) {
  return (
    <span className="button file-button">
      <span aria-hidden="true">{label}</span>
      <input
        type="file"
        aria-label={label}
        title=""
        {...(accept === undefined ? { multiple: true, webkitdirectory: '' } : { accept })}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) onChosen(files);
        }}
      />
    </span>
  );
}

/** Another model: from a folder or an archive of the disk, or from an address. */
export function AddModel() {
  const { models } = useCommands();
  const add = (files: readonly File[]) => void models.addFiles(files);
  return (
    <section className="add-model" aria-label="Another model">
      <h3>From this disk</h3>
      <div className="add-model-disk">
        <Choose label="Add a pack folder" onChosen={add} />
        <Choose label="Add a pack archive" accept=".zip,.tar" onChosen={add} />
      </div>
      <p className="small muted">
        A folder with pack.json and its ONNX files, an ONNX export of a Stable Diffusion model as it
        is, or a .zip or .tar of one. It is read where it lies, and chosen again after a reload.
      </p>
      <AddAddress />
    </section>
  );
}
