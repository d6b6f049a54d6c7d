/** A dropped export: its settings on the sliders, its images on the page, as if just made. */
import type { Recipe } from '../../../core/formats/recipe';
import { mayBeExport, readExport } from '../../../data/export/read-export';
import type { ImportRoot } from '../../../data/import/roots';
import { restore } from '../../../run/results/restore';
import type { PageParts } from '../../adapters/page-parts';
import { editsByFolder } from '../../adapters/recipe-edits';
import { notify } from '../../state/notices';
import { useSelection } from '../../state/selection';
import { resetSettings } from '../../state/settings';
import { newHandle } from '../run/new-handle';
import { showRecord } from '../run/show-record';

/**
 * @param endRun ends the run under way before another one takes its place on the page
 * @returns classes and split of the recipe where the one dropped file was an export, else null
 * @throws StillroomError BadManifest, BadArchive
 */
export async function restoreDropped(
  roots: readonly ImportRoot[],
  { runs, pictures, shown, figure }: PageParts,
  endRun: () => Promise<void>,
): Promise<Pick<Recipe, 'classes' | 'split'> | null> {
  const [root] = roots;
  if (roots.length !== 1 || root?.kind !== 'file' || !mayBeExport(root.file.name)) return null;
  const exported = await readExport(root.file);
  if (exported === undefined) return null;
  const restored = await restore(exported, { runs, pictures }, { handle: newHandle() });
  await endRun();
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
  return run?.recipe ?? { classes: [] };
}
