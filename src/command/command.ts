/** A word after `stillroom`, and what it gets. */
import type { ExitCode } from './exit-codes';

/** Where a command's words go. */
export interface Terminal {
  /** A line of the result, on standard output. */
  out(line: string): void;
  /** A line about the work, on standard error. */
  err(line: string): void;
  /** A line on standard error that the next one takes the place of; null where nobody looks at it. */
  readonly status: ((line: string) => void) | null;
  /** Aborted when nobody reads any more: what is said after goes nowhere, and work ends as if asked to stop. */
  readonly closed: AbortSignal;
  /** Columns of the status line. */
  readonly columns: number;
  /** The program's own file: what a second process, and a job, starts. */
  readonly entry: URL;
}

export interface Command {
  /** "run" */
  readonly name: string;
  /** What follows the name: "RECIPE --data PATH... --out DIR". */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The options, a line each, and what else there is to know. */
  readonly help: readonly string[];
  /** @throws StillroomError */
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}
