/** Ranked lists of the sample collection by every variant, and how many outliers lead them. */
import type { Control } from '../../src/core/call';
import type { NodePlace } from '../../src/command/node-place';
import type { WindowsPlan, WindowVariant } from '../../src/methods/windows/plan';
import type { PromptedClass } from '../../src/run/recipe/make-recipe';
import { ClassRanking, type RankedWindow } from '../../src/run/stages/windows/class-ranking';
import { taskOf } from '../../src/run/stages/windows/class-task';
import type { OutlierCount } from './windows-report';

/** What lists are ranked by, as the table names them. */
const VARIANTS: readonly { readonly variant: WindowVariant; readonly name: string }[] = [
  { variant: 'typicality', name: 'typicality' },
  { variant: 'permuted-prompt', name: "another class's prompt" },
  { variant: 'random-windows', name: 'random windows' },
  { variant: 'entropy', name: 'entropy, no model' },
];

/** The first windows of a class's list, for the picture. */
export type FirstWindows = readonly RankedWindow[];

export async function rankedList(
  place: NodePlace,
  classes: readonly PromptedClass[],
  folder: string,
  plan: WindowsPlan,
  control: Control,
): Promise<FirstWindows> {
  const task = await taskOf(place, classes, folder, plan, control.signal);
  const { list } = await new ClassRanking(place).of(task, { control, tell: () => undefined });
  return list;
}

export interface SampleLists {
  readonly counts: readonly OutlierCount[];
  /** By typicality, a row a class. */
  readonly rows: readonly FirstWindows[];
}

/**
 * @param outliers files that are outliers, as "class/file"
 * @param taken windows of each list that are looked at
 */
export async function sampleLists(
  place: NodePlace,
  classes: readonly PromptedClass[],
  planOf: (variant: WindowVariant) => WindowsPlan,
  { outliers, taken }: { readonly outliers: ReadonlySet<string>; readonly taken: number },
  control: Control,
): Promise<SampleLists> {
  const counts: OutlierCount[] = [];
  const rows: FirstWindows[] = [];
  const isOutlier = ({ path }: { readonly path: string }) =>
    outliers.has(path.split('/').slice(-2).join('/'));
  for (const { folder, name: className } of classes) {
    const images = await place.source.read(folder, control.signal);
    const chance = images.filter(isOutlier).length / images.length;
    for (const { variant, name } of VARIANTS) {
      const list = await rankedList(place, classes, folder, planOf(variant), control);
      const first = list.slice(0, taken);
      const found = first.filter(({ picture }) => isOutlier(picture)).length;
      const count = { variant: name, name: className, taken: first.length, outliers: found };
      counts.push({ ...count, chance });
      if (variant === 'typicality') rows.push(list);
      console.log(`${className}, ${name}: ${found} outliers among ${first.length}`);
    }
  }
  return { counts, rows };
}
