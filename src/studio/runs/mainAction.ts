/** What the main button does with the settings as they stand, in its own words. */
import { formatCount } from '../job-bar/duration';

/** A kept run, as far as this question needs it. */
export interface ComparedRun {
  /** Equal where settings and classes are (recipeKey.ts). */
  readonly key: string;
  readonly complete: boolean;
  readonly imagesDone: number;
  readonly imagesTotal: number;
}

export interface MainAction<Run> {
  readonly kind: 'begin' | 'continue' | 'again' | 'changed' | 'queue' | 'under-way';
  readonly label: string;
  /** The kept run that the settings are those of, where there is one. */
  readonly run: Run | null;
}

export interface ActionInput<Run> {
  readonly runs: readonly Run[];
  /** Of the settings and classes as they stand; null while no model says what they mean. */
  readonly key: string | null;
  /** Keys of what is made now and waits to be made, null where no model was there to say; empty at rest. */
  readonly under: readonly (string | null)[];
  /** True where images of some run are on the page. */
  readonly made: boolean;
}

/** The run of these settings that has come furthest. */
export function runOfKey<Run extends ComparedRun>(
  runs: readonly Run[],
  key: string | null,
): Run | null {
  const same = runs.filter((run) => run.key === key);
  return same.toSorted((a, b) => b.imagesDone - a.imagesDone)[0] ?? null;
}

export function mainAction<Run extends ComparedRun>(input: ActionInput<Run>): MainAction<Run> {
  const { runs, key, under, made } = input;
  const run = runOfKey(runs, key);
  if (under.length > 0) {
    return under.includes(key)
      ? { kind: 'under-way', label: 'Distilling', run }
      : { kind: 'queue', label: 'Queue this run', run };
  }
  if (run === null) {
    return made && key !== null
      ? { kind: 'changed', label: 'Distill again (settings changed)', run }
      : { kind: 'begin', label: 'Distill', run };
  }
  const { imagesDone, imagesTotal, complete } = run;
  return complete || imagesDone >= imagesTotal
    ? { kind: 'again', label: 'Distill again', run }
    : {
        kind: 'continue',
        label: `Continue (${formatCount(imagesDone)} of ${formatCount(imagesTotal)})`,
        run,
      };
}
