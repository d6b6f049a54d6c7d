/** A recipe from what a person has: a recipe's file, the manifest of an export, the export's zip. */
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { StillroomError } from '../core/errors';
import { MANIFEST_FORMAT } from '../core/formats/manifest';
import { parseRecipe, type Recipe } from '../core/formats/recipe';
import { readExport } from '../data/export/read-export';
import { shellText } from './shell-text';

function unusable(path: string, what: string, cause?: unknown): StillroomError {
  return new StillroomError(
    'BadRecipe',
    `"${path}" ${what}. Name a recipe (\`stillroom recipe\` writes one), an export's manifest.json, or its zip.`,
    { path },
    { cause },
  );
}

async function open(path: string): Promise<Blob> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() === true) throw unusable(path, 'is a folder');
  try {
    return await openAsBlob(path);
  } catch (cause) {
    throw unusable(path, 'cannot be read', cause);
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unusable(path, 'is neither JSON nor a zip', cause);
  }
}

/** Of every version, so that the parser says what is wrong with an older one. */
function isRecipe(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('format' in value)) return false;
  return typeof value.format === 'string' && value.format.startsWith('stillroom-recipe/');
}

/** @throws StillroomError BadRecipe, BadManifest, BadArchive */
export async function readRecipeFile(path: string): Promise<Recipe> {
  let file = await open(path);
  if ((await file.slice(0, 2).text()) !== 'PK') {
    const text = await shellText(file);
    const value = parsed(text, path);
    if (isRecipe(value)) return parseRecipe(value);
    file = new Blob([text]);
  }
  const exported = await readExport(file);
  if (exported === undefined) throw unusable(path, 'is a zip, but none that Stillroom wrote');
  if (exported.manifest.format === MANIFEST_FORMAT) return exported.manifest.recipe;
  throw unusable(path, 'was exported by an older version, whose recipes give other images');
}
