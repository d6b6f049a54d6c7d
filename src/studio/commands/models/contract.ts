/** What the place of the models can ask for. */
export interface ModelCommands {
  /** A model from a folder or an archive of the disk: it is read where it lies, and used at once. */
  addFiles(files: readonly File[]): Promise<void>;
  /** Opens the place, and looks at what this machine has. */
  show(): Promise<void>;
  /** Says what the model at an address is, and what of it is here; fetches nothing of it but its pack.json. */
  look(address: string): Promise<void>;
  /** Fetches what is not here of the model that was looked at. */
  download(): Promise<void>;
  /** Goes on with a model that was begun. */
  goOn(hash: string): Promise<void>;
  /** Stops looking or fetching; what came stays. */
  stop(): void;
  /** Lets go of the address. */
  leave(): void;
  /** What taking a model away would end, in words; empty where it ends nothing. */
  endedBy(id: string): string;
  /**
   * Takes a model off the list by its id, or a begun one by its hash, and its files out of this browser.
   * @param agreed what a person was told that it ends; anything else is asked about
   */
  remove(id: string, agreed?: string): Promise<void>;
}
