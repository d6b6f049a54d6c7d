/** A task's part of a run: some of its classes. */
import { StillroomError } from '../core/errors';
import { usage } from './arguments';

export type TaskPart =
  | { readonly kind: 'all' }
  /** Every `tasks`-th class from the `task`-th on, counted from 1. */
  | { readonly kind: 'task'; readonly task: number; readonly tasks: number }
  | { readonly kind: 'classes'; readonly named: readonly string[] };

const MOST_TASKS = 100_000;

/**
 * The part that options name.
 * @param task "3/24": the third of 24
 * @param classes folders, several to a text apart from each other by commas
 * @throws StillroomError BadParameter
 */
export function taskPart(task: string | undefined, classes: readonly string[] = []): TaskPart {
  if (task !== undefined && classes.length > 0) {
    throw usage('--task and --classes exclude each other.');
  }
  if (classes.length > 0) return { kind: 'classes', named: classes };
  if (task === undefined) return { kind: 'all' };
  const [, own = '', all = ''] = /^(\d+)\/(\d+)$/.exec(task) ?? [];
  const part = { task: Number(own), tasks: Number(all) };
  if (part.task >= 1 && part.task <= part.tasks && part.tasks <= MOST_TASKS) {
    return { kind: 'task', ...part };
  }
  throw usage(`--task is "${task}"; it must be I/N, such as 3/24: the third of 24 tasks.`);
}

/** A text that is a folder's name is that folder, commas and all; a class is called by its composed form. */
function namedFolders(text: string, known: ReadonlySet<string>): string[] {
  const name = text.normalize('NFC');
  return known.has(name) ? [name] : name.split(',').map((one) => one.trim());
}

/**
 * The classes of a part, in the recipe's order.
 * @param folders of all classes
 * @throws StillroomError BadParameter for a class that is not there
 */
export function foldersOf(part: TaskPart, folders: readonly string[]): readonly string[] {
  if (part.kind === 'all') return folders;
  if (part.kind === 'task') {
    return folders.filter((_, position) => position % part.tasks === part.task - 1);
  }
  const known = new Set(folders);
  const named = new Set(part.named.flatMap((text) => namedFolders(text, known)));
  const unknown = [...named].find((folder) => !known.has(folder));
  if (unknown === undefined) return folders.filter((folder) => named.has(folder));
  const some = folders.slice(0, 8).join(', ');
  throw new StillroomError(
    'BadParameter',
    `--classes names "${unknown}", which the recipe does not have; it has ${some}${folders.length > 8 ? ' and others' : ''}.`,
    { folder: unknown },
  );
}
