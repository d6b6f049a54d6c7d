/**
 * A run: class by class its pictures are read and its maker prepared, image by image it is made, and
 * every finished image is kept before the next is begun.
 *
 * Images are found by what made them, so going on with an interrupted run is the same as starting it:
 * what exists is taken up. An error of one class is that class's, also one that nobody expected; the
 * others go on. A thread that breaks is started again and the image in the making begun anew, once; a
 * second break in the same image ends the run, and so do a stop, another model in the place of the
 * run's, and a place that keeps nothing any more. Whatever ends it, the images that were finished are
 * there.
 *
 * The record is kept before any image is: when the run is begun, when a class is read (its hash is
 * known then, and its images hang on it), when one fails, and at the end.
 */
import type { Control } from '../core/call';
import { isAbort, StillroomError, toErrorRecord, type ErrorCode } from '../core/errors';
import type { Recipe, RecipeClass } from '../core/formats/recipe';
import { planOf, type RunPlan } from '../methods/plan-of';
import { ClassesAhead } from './ahead';
import { ClassRun, type ClassRunParts } from './class-run';
import type { RunOutcome, Tell } from './events';
import { requireFits } from './recipe/fits';
import { breaksThread } from './restart';
import { RunKeeper } from './run-keeper';

export type RunParts = ClassRunParts;

/** What is to be run, and as what it is kept. */
export interface RunOrder {
  readonly recipe: Recipe;
  /** The name under which the place keeps it; the same one goes on with a run. */
  readonly handle: string;
  /** Of the collection, for people. */
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The classes of this task; all of the recipe's when left out. */
  readonly folders?: readonly string[];
}

/** Errors that are not a class's but the run's, beside broken threads. */
const ENDS_THE_RUN: ReadonlySet<ErrorCode> = new Set([
  'Aborted',
  'ModelChanged',
  'QuotaExceeded',
  'StorageFailed',
]);

function endsTheRun(error: unknown): boolean {
  return breaksThread(error) || ENDS_THE_RUN.has(toErrorRecord(error).code);
}

/** The classes of a task, in the recipe's order. @throws StillroomError BadRecipe for one it lacks */
function classesOf({ recipe, folders }: RunOrder): readonly RecipeClass[] {
  if (folders === undefined) return recipe.classes;
  const known = new Set(recipe.classes.map(({ folder }) => folder));
  const unknown = folders.find((folder) => !known.has(folder));
  if (unknown !== undefined) {
    throw new StillroomError('BadRecipe', `The recipe has no class "${unknown}".`, {
      folder: unknown,
    });
  }
  const own = new Set(folders);
  return recipe.classes.filter(({ folder }) => own.has(folder));
}

class Run {
  readonly #parts: RunParts;
  readonly #order: RunOrder;
  readonly #control: Control;
  readonly #tell: Tell;
  /** Images that are there. */
  #made = 0;
  /** Images that will not be made. */
  #missing = 0;

  constructor(parts: RunParts, order: RunOrder, control: Control, tell: Tell) {
    this.#parts = parts;
    this.#order = order;
    this.#control = control;
    this.#tell = tell;
  }

  async run(): Promise<RunOutcome> {
    try {
      const { recipe } = this.#order;
      const { loaded } = this.#parts.model;
      requireFits(recipe, loaded, this.#parts.source);
      const classes = classesOf(this.#order);
      const plan = planOf(recipe, loaded.pack);
      const keeper = await RunKeeper.begin(this.#parts, this.#order, plan, this.#tell);
      const folders = classes.map(({ folder }) => folder);
      const ahead = new ClassesAhead(
        this.#parts,
        { recipe: keeper.recipe, plan, folders },
        this.#control.signal,
      );
      try {
        for (const folder of folders) await this.#class(keeper, plan, folder, ahead);
      } finally {
        await ahead.close();
      }
      await keeper.end(classes.length === recipe.classes.length);
      return { kind: 'done', made: this.#made, missing: this.#missing };
    } catch (error) {
      if (this.#control.signal.aborted || isAbort(error)) {
        return { kind: 'stopped', made: this.#made };
      }
      const { code, message } = toErrorRecord(error);
      return { kind: 'failed', made: this.#made, code, message };
    }
  }

  /** @throws what ends the run */
  async #class(
    keeper: RunKeeper,
    plan: RunPlan,
    folder: string,
    ahead: ClassesAhead,
  ): Promise<void> {
    const { imagesPerClass } = plan.sampling;
    const before = this.#made;
    const run = new ClassRun(this.#parts, keeper, plan, folder, {
      control: this.#control,
      tell: this.#tell,
      onPrepare: () => ahead.from(folder),
      onImage: () => {
        this.#made += 1;
      },
    });
    try {
      await run.run();
    } catch (error) {
      if (this.#control.signal.aborted || endsTheRun(error)) throw error;
      const missing = imagesPerClass - (this.#made - before);
      this.#missing += missing;
      const { message } = toErrorRecord(error);
      await keeper.failed(folder, message);
      this.#tell({ kind: 'class-failed', folder, message, missing });
    }
  }
}

/**
 * Runs a recipe, or a task's part of it. Nothing that goes wrong in a run is thrown: the outcome says
 * it, and a class's error is told. A recipe of another revision or another model is refused before
 * anything is made or kept; a class whose pictures are not the recipe's, before anything of it is made.
 *
 * @param tell hears of everything as it happens
 * @returns how it ended; `made` counts the images that are there, found ones among them
 */
export function distill(
  parts: RunParts,
  order: RunOrder,
  control: Control,
  tell: Tell,
): Promise<RunOutcome> {
  return new Run(parts, order, control, tell).run();
}
