/** The terminal of this process. */
import type { Terminal } from './command';

const USUAL_COLUMNS = 80;
/** Back to the line's start, and everything after it away. */
const CLEAR = '\r\u001b[K';

/** @param entry the program's own file */
export function processTerminal(entry: URL): Terminal {
  const { stdout, stderr } = process;
  let shown = false;
  /** Takes the status away, so that a line can stand in its place. */
  const clear = () => {
    if (shown) stderr.write(CLEAR);
    shown = false;
  };
  return {
    entry,
    out: (line) => {
      clear();
      stdout.write(`${line}\n`);
    },
    err: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    status: stderr.isTTY
      ? (line) => {
          stderr.write(`${CLEAR}${line}`);
          shown = line !== '';
        }
      : null,
    get columns() {
      return stderr.isTTY ? stderr.columns : USUAL_COLUMNS;
    },
  };
}
