/** How a task's events become what a person, a log or a program reads. */
import { formatDuration } from '../../core/duration';
import type { Terminal } from '../command';
import type { WorkEnd, WorkEvent } from '../work-order';
import { Count } from './count';
import { reportText } from './evaluation-text';
import { valuesText } from './image-values-text';
import { countsText, progressLine } from './progress-text';

export interface Report {
  take(event: WorkEvent): void;
}

/** Events that say how far the work is. */
const COUNTED: ReadonlySet<WorkEvent['event']> = new Set(['image', 'written']);
/** A log is told this often how far the work is. */
const LOG_EVERY_MS = 30_000;

function endText({ outcome, images, missing, message }: WorkEnd): string {
  switch (outcome) {
    case 'done':
      return images === 0 ? 'Done.' : `Done: ${images} images are there.`;
    case 'incomplete':
      return `${images} images are there; ${missing} could not be made.`;
    case 'stopped':
      return message || 'Stopped. What is finished is kept; the same command goes on.';
    case 'failed':
      return message;
    default:
      return outcome satisfies never;
  }
}

/** What is worth a line of its own, wherever it is read. */
function lineOf(event: WorkEvent): string | null {
  switch (event.event) {
    case 'begun': {
      const { classes, ofClasses, images } = event;
      return `${images} images of ${classes} of ${ofClasses} classes`;
    }
    case 'class-failed':
      return `${event.class}: ${event.message}`;
    case 'damaged':
      return `${event.file} is damaged, and is made again`;
    case 'cost':
      return `${event.trainings} trainings, about ${formatDuration(event.seconds)}`;
    case 'report':
      return reportText(event);
    case 'image-values':
      return valuesText(event);
    case 'ended':
      return endText(event);
    case 'merged':
      return `${event.file}: ${event.pictures} pictures of ${event.classes} classes`;
    case 'activity':
    case 'image':
    case 'written':
      return null;
    default:
      return event satisfies never;
  }
}

/** One JSON object a line, on standard output. */
export function jsonReport(terminal: Terminal): Report {
  return { take: (event) => terminal.out(JSON.stringify(event)) };
}

/** Whether nothing follows. */
const isLast = ({ event }: WorkEvent): boolean => event === 'ended' || event === 'merged';

/** Lines, and below them one that shows how far it is: a bar on a terminal, now and then a line in a log. */
export function textReport(terminal: Terminal, clock: () => number): Report {
  const count = new Count(clock);
  let activity = '';
  let logged = clock();
  return {
    take(event) {
      count.take(event);
      if (event.event === 'activity') activity = event.text;
      if (event.event === 'image') activity = event.class;
      const line = lineOf(event);
      if (line !== null) terminal.err(line);
      const { done, total, rate, left } = count;
      const progress = { done, total, rate, left, activity };
      if (terminal.status !== null) {
        terminal.status(isLast(event) ? '' : progressLine(progress, terminal.columns));
      } else if (COUNTED.has(event.event) && clock() - logged >= LOG_EVERY_MS) {
        logged = clock();
        terminal.err(countsText(progress));
      }
    },
  };
}
