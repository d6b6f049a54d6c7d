/**
 * A dropped export: its settings on the sliders, its images on the page, as if just made. A picture of an
 * export brings its settings alone.
 */
import { readPictureRecipe } from '../../../data/export/picture-recipe';
import { mayBeExport, readExport } from '../../../data/export/read-export';
import type { ImportRoot } from '../../../data/import/roots';
import { methodById } from '../../../methods';
import { restore } from '../../../run/results/restore';
import type { PageParts } from '../../adapters/page-parts';
import { editsByFolder } from '../../adapters/recipe-edits';
import { notify } from '../../state/notices';
import { useSelection } from '../../state/selection';
import { changeSettings, resetSettings } from '../../state/settings';
import { newHandle } from '../run/new-handle';
import { showRecord } from '../run/show-record';
import { NOTHING, type Expected } from './expected';

export interface RunsBefore {
  /** Whether the runs that are asked for may end, before anything is stored. @param expected of the export */
  readonly mayEnd: (expected: Expected) => Promise<boolean>;
  /** Ends them, before another run takes their place on the page. */
  readonly end: () => Promise<void>;
}

/** Puts a picture's settings on the sliders; false for one that carries none. @throws StillroomError BadImage, BadRecipe */
async function restorePicture(file: File): Promise<boolean> {
  const recipe = await readPictureRecipe(file);
  if (recipe === undefined) return false;
  const { method, parameters, sampling, edits } = recipe;
  methodById(method).plan(parameters, sampling);
  changeSettings(
    () => ({ method, parameters, sampling, edits: editsByFolder(edits) }),
    `picture ${file.name}`,
    performance.now(),
  );
  notify('info', `The sliders have the settings of "${file.name}"; Ctrl+Z takes them off again.`);
  return true;
}

/**
 * @returns classes, split and framing of the recipe where the one dropped file was an export, no classes for a picture
 * of one, 'kept' where a person keeps what is under way, null for other files
 * @throws StillroomError BadManifest, BadArchive, BadImage, BadRecipe
 */
export async function restoreDropped(
  roots: readonly ImportRoot[],
  { runs, pictures, shown, figure }: PageParts,
  before: RunsBefore,
): Promise<Expected | 'kept' | null> {
  const [root] = roots;
  if (roots.length !== 1 || root?.kind !== 'file') return null;
  if (/\.png$/i.test(root.file.name)) {
    return (await restorePicture(root.file)) ? NOTHING : null;
  }
  if (!mayBeExport(root.file.name)) return null;
  const exported = await readExport(root.file);
  if (exported === undefined) return null;
  const expected = exported.kind === 'set' ? exported.manifest.recipe : NOTHING;
  if (!(await before.mayEnd(expected))) return 'kept';
  const restored = await restore(exported, { runs, pictures }, { handle: newHandle() });
  await before.end();
  const { label, settings, run, images, notice } = restored;
  resetSettings({ ...settings, edits: editsByFolder(settings.edits) });
  if (run !== null) await showRecord(run, shown);
  useSelection.setState({ tab: 'distil' });
  notify(
    'info',
    `Settings of "${label}" are back${images > 0 ? `, with ${images} images` : ''}. Add the same class folders to go on with it.`,
  );
  if (notice !== null) notify('info', notice);
  figure.changed();
  return run?.recipe ?? NOTHING;
}
