/** A table of text, whatever file it was in. */
export interface Table {
  /** Names of the columns; empty where the first row is data already. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
