/** What a job file runs: the tasks of a recipe. */
import { countOf } from '../../core/counts';
import type { Recipe } from '../../core/formats/recipe';

export interface Job {
  readonly recipe: Recipe;
  /** The recipe's file. */
  readonly recipePath: string;
  /** Paths as the tasks see them. */
  readonly data: readonly string[];
  readonly out: string;
  readonly tasks: number;
  /** Processors of a task. */
  readonly cpus: number;
  /** Memory of a task, in GiB. */
  readonly memory: number;
  /** Words of `stillroom run` beside those that every task has. */
  readonly extra: readonly string[];
}

/** A word for a shell, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The arguments of `stillroom run`, but for the task and its threads. */
export function runWords({ data, out, extra }: Job, recipePath: string): string[] {
  return ['run', recipePath, ...data.flatMap((path) => ['--data', path]), '--out', out, ...extra];
}

/** What a job file says at its head that it makes. */
export function jobWords({ recipe, tasks }: Job): string {
  const { classes, method, sampling } = recipe;
  const each = `${countOf(sampling.imagesPerClass, 'image')} each`;
  return `${countOf(classes.length, 'class', 'classes')} by ${method}, ${each}, in ${countOf(tasks, 'task')}`;
}
