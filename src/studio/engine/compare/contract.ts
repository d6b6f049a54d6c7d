/** What the Compare view can ask for. Like all commands, these never throw. */
export interface CompareCommands {
  /** Reads again which runs of the collection are kept. */
  refresh(): Promise<void>;
  /** Sets the columns, in their order. */
  choose(runs: readonly string[]): void;
  /**
   * Shows a class of some runs: its pictures at once, then its numbers, then those of the
   * other classes. A newer call takes the place of this one.
   */
  show(folder: string, runs: readonly string[]): Promise<void>;
  /** Stops measuring; what is measured stays. */
  stop(): void;
  /** Takes a run away for good. */
  remove(run: string): Promise<void>;
}
