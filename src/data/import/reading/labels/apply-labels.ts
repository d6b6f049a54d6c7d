/**
 * Classes out of tables: pictures that lie together in one folder, with a metadata.csv or the like
 * beside or above them, go into a class for each label.
 *
 * Where folders tell the classes apart already, the table is only offered, or divides them into the splits that it
 * names.
 */
import type { Pacer } from '../../../../core/pacing';
import type { SourceImage } from '../../collection';
import type { Group } from '../groups';
import { counted, note, takenChoice, type ReadingChoices, type ReadingPart } from '../reading';
import { agrees } from './agreement';
import { divide, inSplits } from './divide';
import { findLabels, type FoundLabels } from './found-labels';
import { ofNoPicture } from './side-labels';
import { candidates, unitsOf } from './table-units';

export interface Labelling {
  readonly groups: readonly Group[];
  readonly parts: readonly ReadingPart[];
  /** Paths of the tables that were understood. */
  readonly used: ReadonlySet<string>;
  /** Why others were not needed, by their paths, each a phrase as those of `RejectedFile`. */
  readonly unneeded: ReadonlyMap<string, string>;
  /** Paths of tables that were not read, since there are too many. */
  readonly passedOver: readonly string[];
  /** Groups of pictures that their table does not know. */
  readonly unlabelled: ReadonlySet<Group>;
}

const AGREES = 'tells the images apart as their folders or names do, so that it is not needed';
const OFFERED = 'has labels, but classes are read from the folders';

/** What becomes of the groups that tables speak of. */
interface Outcome {
  /** In their place; undefined where they stay. */
  readonly groups?: readonly Group[];
  readonly unlabelled?: readonly Group[];
  readonly part?: ReadingPart;
  /** Why the tables were not needed. */
  readonly unneeded?: string;
}

/** Of tables that tell no classes apart which folders or names do not. */
function bySplits(found: FoundLabels, id: string, name: string, chosen: ReadingChoices): Outcome {
  const isNew = found.labelled.splits && found.groups.every(({ split }) => split === undefined);
  if (!isNew) return { unneeded: AGREES };
  const images = new Set(found.labelled.images.values()).size;
  const text = `${name} says which of ${counted(images, 'image')} are of which split; classes are read from the folders.`;
  return { groups: inSplits(found, chosen), part: note(id, text, images) };
}

function byLabels(found: FoundLabels, chosen: ReadingChoices): Outcome {
  const { labelled, tables, flat } = found;
  const name = tables.map(({ path }) => path).join(' + ');
  const id = `labels ${name}`;
  const [first] = labelled.columns;
  if (first === undefined || agrees(found, first)) return bySplits(found, id, name, chosen);
  const choices = [
    ...labelled.columns.map((column) => ({
      id: `column ${column.name}`,
      text: `classes by "${column.name}"`,
    })),
    { id: 'folders', text: 'classes by folders' },
  ];
  const take = flat && !labelled.uncertain;
  const taken = takenChoice(id, take ? `column ${first.name}` : 'folders', choices, chosen);
  const column = labelled.columns.find((own) => `column ${own.name}` === taken);
  const images = new Set(labelled.images.values()).size;
  const part = { id, kind: 'labels', images, taken, choices, parts: [] } as const;
  const isOne = tables.length === 1;
  if (column === undefined) {
    const text = `${name} ${isOne ? 'has' : 'have'} labels for ${counted(images, 'image')}; classes are read from the folders.`;
    return { part: { ...part, text }, unneeded: OFFERED };
  }
  const divided = divide(found, column, chosen);
  const text = `${name} ${isOne ? 'labels' : 'label'} ${counted(images, 'image')}: ${counted(divided.labels, 'class', 'classes')} by "${column.name}".`;
  return {
    groups: [...divided.labelled, ...divided.left],
    unlabelled: divided.left,
    part: { ...part, text },
  };
}

/**
 * Puts pictures into classes by the tables among them.
 * @throws StillroomError PermissionDenied, Aborted, BadParameter for a choice that is not offered
 */
export async function applyLabels(
  groups: readonly Group[],
  tables: readonly SourceImage[],
  chosen: ReadingChoices,
  pacer: Pacer,
  signal: AbortSignal | undefined,
): Promise<Labelling> {
  let current = [...groups];
  const parts: ReadingPart[] = [];
  const used = new Set<string>();
  const unneeded = new Map<string, string>();
  const unlabelled = new Set<Group>();
  const { read, passedOver } = candidates(tables);
  const paths = read.map(({ path }) => path);
  const units = unitsOf(read, groups);
  const tell = (path: string, reason: string): void => void unneeded.set(path, reason);
  for (const unit of units) {
    if (pacer.due) await pacer.rest();
    const open = current.filter((group) => group.table === undefined && !unlabelled.has(group));
    const found = await findLabels(unit, open, paths, tell, signal);
    // What is not one is looked at table by table.
    if (found === undefined && unit.length > 1) units.push(...unit.map((table) => [table]));
    if (found === undefined) continue;
    const outcome = byLabels(found, chosen);
    if (outcome.part !== undefined) parts.push(outcome.part);
    for (const group of outcome.unlabelled ?? []) unlabelled.add(group);
    if (outcome.groups !== undefined) {
      const spoken = new Set(found.groups);
      current = current.filter((group) => !spoken.has(group)).concat(outcome.groups);
    }
    for (const { path } of unit) {
      if (outcome.unneeded === undefined) used.add(path);
      else tell(path, outcome.unneeded);
    }
  }
  const images = groups.flatMap((group) => group.images);
  const besides = ofNoPicture(passedOver, images).map(({ path }) => path);
  return { groups: current, parts, used, unneeded, passedOver: besides, unlabelled };
}
