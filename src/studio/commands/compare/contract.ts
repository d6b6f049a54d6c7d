/** What the Compare view can ask for. What is shown follows class, runs and model by itself. */
export interface CompareCommands {
  /** Sets the columns, in their order. */
  choose(runs: readonly string[]): void;
  /** Stops measuring; what is measured stays. */
  stop(): void;
  /** Goes on measuring after a stop. */
  goOn(): void;
}
