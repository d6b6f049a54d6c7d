/**
 * `stillroom`: the page's work for a terminal. This file starts both processes of the command: the one that
 * talks to a person and hears signals, and, for `run`, a second one that works, so that the first is heard
 * at once whatever is being computed.
 */
import { dispatch } from './dispatch';
import { processTerminal } from './process-terminal';
import { doTheWork } from './work';
import { WORK } from './work-order';

const [, , first] = process.argv;
if (first === WORK && process.send !== undefined) doTheWork();
else {
  const terminal = processTerminal(new URL(import.meta.url));
  const code = await dispatch(process.argv.slice(2), terminal);
  await terminal.flushed();
  process.exit(code);
}
