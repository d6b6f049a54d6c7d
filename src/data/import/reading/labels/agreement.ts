/** Tables that say again what folders or names say. */
import type { SourceImage } from '../../collection';
import { saidBy } from '../file-names';
import { pathOf } from '../groups';
import type { FoundLabels } from './found-labels';
import type { LabelColumn } from './label-column';

/** Whether a column tells images apart as something else does. */
function tellsAsMuch(
  { labelled }: FoundLabels,
  column: LabelColumn,
  other: (image: SourceImage) => string | undefined,
): boolean {
  const byLabel = new Map<string, string>();
  const consistent = [...labelled.images].every(([row, image]) => {
    const own = other(image);
    const label = column.labelOf(row);
    if (own !== undefined && !byLabel.has(label)) byLabel.set(label, own);
    return own !== undefined && byLabel.get(label) === own;
  });
  return consistent && new Set(byLabel.values()).size === byLabel.size;
}

/** Whether the column says what the folders say already, or numbers what the files' names spell out. */
export function agrees(found: FoundLabels, column: LabelColumn): boolean {
  const folders = new Map<SourceImage, string>();
  for (const group of found.groups) {
    for (const image of group.images) folders.set(image, pathOf(group.segments));
  }
  if (tellsAsMuch(found, column, (image) => folders.get(image))) return true;
  const isNumbers = [...found.labelled.images.keys()].every((row) =>
    /^\d+$/.test(column.labelOf(row)),
  );
  return isNumbers && tellsAsMuch(found, column, saidBy);
}
