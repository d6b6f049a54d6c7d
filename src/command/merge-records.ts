/** The records of a run's tasks as the one record that an undisturbed run would have kept. */
import { countOf } from '../core/counts';
import { StillroomError } from '../core/errors';
import { canonicalHash } from '../core/formats/canonical-json';
import type { Recipe, RecipeClass } from '../core/formats/recipe';
import { classHash, isRead, runHash } from '../run/recipe/identity';
import { planOfRecipe } from '../run/results/recipe-plan';
import type { RunRecord } from '../run/results/records';

/** A recipe before any class of it is read. */
function unread(recipe: Recipe): Recipe {
  const classes = recipe.classes.map(({ folder, name, prompt }) => ({ folder, name, prompt }));
  return { ...recipe, classes };
}

/** Names a recipe whatever of its classes is read. */
export function recipeIdentity(recipe: Recipe): string {
  return canonicalHash(unread(recipe));
}

function groupOf({ recipe, backend }: RunRecord): string {
  const { provider, decoder } = backend;
  return `${recipeIdentity(recipe)}/${provider}.${decoder}`;
}

function described([record]: readonly RunRecord[]): string {
  if (record === undefined) return '';
  const { recipe, backend } = record;
  const { sampling, method, classes } = recipe;
  return `${method}, ${countOf(sampling.imagesPerClass, 'image')} in each of ${countOf(classes.length, 'class', 'classes')}, seed ${sampling.seed}, on ${backend.provider}`;
}

/** The records of one run. @throws StillroomError BadParameter for none, or for those of several */
function recordsOfOneRun(records: readonly RunRecord[], wanted?: Recipe): readonly RunRecord[] {
  const own =
    wanted === undefined
      ? records
      : records.filter(({ recipe }) => recipeIdentity(recipe) === recipeIdentity(wanted));
  const byGroup = new Map<string, RunRecord[]>();
  for (const record of own) {
    const name = groupOf(record);
    byGroup.set(name, [...(byGroup.get(name) ?? []), record]);
  }
  const groups = [...byGroup.values()];
  const [group] = groups;
  if (group !== undefined && groups.length === 1) return group;
  if (group === undefined) {
    throw new StillroomError(
      'BadParameter',
      records.length === 0
        ? 'These folders hold no results. Name the folders that `stillroom run` was given as --out.'
        : 'These folders hold results, but none of this recipe.',
    );
  }
  throw new StillroomError(
    'BadParameter',
    `These folders hold ${groups.length} different runs: ${groups.map(described).join('; ')}. Name folders of one, or the one with --recipe.`,
    { runs: groups.length },
  );
}

/** A class with what any task read of it. @throws StillroomError BadRecipe where two read different pictures */
function mergedClass(entry: RecipeClass, recipes: readonly Recipe[]): RecipeClass {
  let merged = entry;
  for (const { classes } of recipes) {
    const other = classes.find(({ folder }) => folder === entry.folder);
    if (other?.fingerprint === undefined) continue;
    if (merged.fingerprint !== undefined && merged.fingerprint !== other.fingerprint) {
      throw new StillroomError(
        'BadRecipe',
        `Two tasks read different pictures of ${entry.name}: ${merged.images} of them, and ${other.images}. Give all tasks the same data, and run those of this class again into a fresh folder.`,
        { folder: entry.folder },
      );
    }
    merged = other;
  }
  return merged;
}

/**
 * @param records of all tasks, in any order
 * @param wanted the recipe that is meant, where there are records of several
 * @throws StillroomError BadParameter, BadRecipe
 */
export function mergeRecords(records: readonly RunRecord[], wanted?: Recipe): RunRecord {
  const own = recordsOfOneRun(records, wanted).toSorted((a, b) => (a.handle < b.handle ? -1 : 1));
  const [first] = own;
  if (first === undefined) throw new Error('a group of records is never empty');
  const recipes = own.map(({ recipe }) => recipe);
  const base = unread(first.recipe);
  const recipe = { ...base, classes: base.classes.map((entry) => mergedClass(entry, recipes)) };
  const plan = planOfRecipe(recipe);
  return {
    ...first,
    hash: recipe.classes.every(isRead) ? runHash(recipe, plan) : null,
    startedAt: own.map(({ startedAt }) => startedAt).sort()[0] ?? first.startedAt,
    recipe,
    classHashes: recipe.classes.map((entry) =>
      isRead(entry) ? classHash(recipe, entry.folder, plan) : null,
    ),
    backend: { ...first.backend, threads: Math.max(...own.map(({ backend }) => backend.threads)) },
    problems: own.flatMap(({ problems }) => problems),
  };
}
