/** The terminal of this process. */
import type { Terminal } from './command';
import { EXIT } from './exit-codes';

const USUAL_COLUMNS = 80;
/** Back to the line's start, and everything after it away. */
const CLEAR = '\r\u001b[K';

export interface ProcessTerminal extends Terminal {
  /** Resolves when all of the result is written, or can't be: a process that ends before says nothing of it. */
  flushed(): Promise<void>;
}

/** Whether an error of writing says that nobody reads any more, as in `stillroom run ... | head -1`. */
function isClosed(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE';
}

/** @param entry the program's own file */
export function processTerminal(entry: URL): ProcessTerminal {
  const { stdout, stderr } = process;
  const reader = new AbortController();
  const closed = reader.signal;
  stdout.on('error', (error) => {
    if (isClosed(error)) reader.abort();
    if (closed.aborted) return;
    // The result is lost, whatever the command makes of the rest.
    stderr.write(`Standard output cannot be written: ${error.message}\n`);
    process.exit(EXIT.disk);
  });
  stderr.on('error', (error) => {
    // A log that finds no room harms no result.
    if (isClosed(error)) reader.abort();
  });
  const say = (text: string) => {
    if (!closed.aborted) stderr.write(text);
  };
  let shown = false;
  /** Takes the status away, so that a line can stand in its place. */
  const clear = () => {
    if (shown) say(CLEAR);
    shown = false;
  };
  return {
    entry,
    closed,
    out: (line) => {
      clear();
      if (!closed.aborted) stdout.write(`${line}\n`);
    },
    err: (line) => {
      clear();
      say(`${line}\n`);
    },
    status: stderr.isTTY
      ? (line) => {
          say(`${CLEAR}${line}`);
          shown = line !== '';
        }
      : null,
    get columns() {
      return stderr.isTTY ? stderr.columns : USUAL_COLUMNS;
    },
    flushed: () =>
      new Promise((resolve) => {
        if (closed.aborted) resolve();
        else stdout.write('', () => resolve());
      }),
  };
}
