/** What the place of the models can ask for. */
export interface ModelCommands {
  /** A model from a folder or an archive of the disk: it is read where it lies, and used at once. */
  addFiles(files: readonly File[]): Promise<void>;
  /** Opens the place, and looks at what this machine has. */
  show(): Promise<void>;
  /** Takes a model off the list, and out of use where it is in use. */
  remove(id: string): Promise<void>;
}
