/** Work in a second process, so that this one hears signals and a person at once. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Terminal } from './command';
import { EXIT, type ExitCode } from './exit-codes';
import type { Report } from './reports/reports';
import { WORK, type WorkEnd, type WorkEvent, type WorkMessage, type WorkOrder } from './work-order';

/** A stop that takes longer than this is made an end: whatever is finished is kept already. */
const PATIENCE_MS = 800;

function ended(outcome: 'stopped' | 'failed', message: string, exitCode: ExitCode): WorkEnd {
  return { event: 'ended', outcome, images: 0, missing: 0, message, exitCode };
}

/** Has the work done in a second process. @returns how it ended, which was reported */
export function atWork(
  order: WorkOrder,
  { entry, closed }: Terminal,
  report: Report,
): Promise<ExitCode> {
  return new Promise((resolve) => {
    const worker = fork(fileURLToPath(entry), [WORK], { serialization: 'advanced' });
    const say = (message: WorkMessage) => {
      // Where it has ended in this moment, its end is heard below.
      worker.send(message, () => undefined);
    };
    let over = false;
    const end = (event: WorkEnd) => {
      if (over) return;
      over = true;
      worker.kill('SIGKILL');
      report.take(event);
      resolve(event.exitCode);
    };
    worker.on('message', (event: WorkEvent) => {
      if (event.event === 'ended') end(event);
      else if (!over) report.take(event);
    });
    worker.on('error', ({ message }) => {
      end(ended('failed', `The work could not be started: ${message}.`, EXIT.internal));
    });
    worker.on('exit', (code, signal) => {
      const how = signal === null ? `with the code ${code}` : `by ${signal}`;
      end(ended('failed', `The work was ended ${how}: memory may have run out.`, EXIT.internal));
    });
    let asked = false;
    const stop = () => {
      const now = () => end(ended('stopped', '', EXIT.stopped));
      if (asked) now();
      asked = true;
      say({ kind: 'stop' });
      setTimeout(now, PATIENCE_MS);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    // One Ctrl+C may end the reader too: that is no second one.
    closed.addEventListener('abort', () => {
      if (!asked) stop();
    });
    say({ kind: 'order', order });
  });
}
