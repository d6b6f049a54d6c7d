import { useCommands } from '../commandsContext';

/** A pack from disk: a folder with pack.json and its ONNX files. */
export function PackFolderButton() {
  const commands = useCommands();
  return (
    <>
      <span className="button file-button">
        <span aria-hidden="true">Add a pack folder</span>
        <input
          type="file"
          aria-label="Add a pack folder"
          title=""
          multiple
          webkitdirectory=""
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = '';
            if (files.length > 0) void commands.addPackFolder(files);
          }}
        />
      </span>
      <p className="small muted">
        A folder with pack.json and its ONNX files, or an ONNX export of a Stable Diffusion model as
        it is.
      </p>
    </>
  );
}
