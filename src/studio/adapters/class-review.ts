/** What stands beside each class: what the model does not know, what keeps the class from a run. */
import { classPrompt, type PackClasses, type PackDescription } from '../../core/formats/pack';
import { classesMeant, nameOfClass, takesPrompt } from '../../core/formats/pack/known-classes';
import { windowsNeeded, type WindowsPlan } from '../../methods/windows/plan';
import { useCollection, type ClassRow } from '../state/collection';
import { useModel } from '../state/model';
import { useSettings, type SettingsState } from '../state/settings';
import { planOrNull } from '../inspector/planOrNull';

const folded = (text: string): string => text.trim().toLowerCase();

/** Names that a sentence has room for; a model of ImageNet knows a thousand. */
const MOST_NAMES = 12;

/** Names and prompts of a closed model's classes. */
const namesOf = new WeakMap<PackDescription, ReadonlySet<string>>();
/** The same in a sentence. */
const listOf = new WeakMap<PackClasses, string>();

function listed(classes: PackClasses): string {
  const before = listOf.get(classes);
  if (before !== undefined) return before;
  const { names } = classes;
  const few = names.slice(0, MOST_NAMES).join(', ');
  const list = names.length > MOST_NAMES ? `${names.length} classes, ${few} ...` : few;
  listOf.set(classes, list);
  return list;
}

function known(pack: PackDescription, { names }: PackClasses, row: ClassRow): boolean {
  // A model of class labels hears of the prompt alone.
  if (pack.condition.kind === 'class') return takesPrompt(pack, row.prompt);
  let all = namesOf.get(pack);
  if (all === undefined) {
    all = new Set(names.flatMap((name) => [name, classPrompt(pack, name)]).map(folded));
    namesOf.set(pack, all);
  }
  return all.has(folded(row.name)) || all.has(folded(row.prompt));
}

/** The sentence about a class that a closed model was not trained on, or can not tell; null where it was. */
export function unknownNotice(pack: PackDescription | null, row: ClassRow): string | null {
  const classes = pack?.classes;
  if (!pack || !classes?.closed || known(pack, classes, row)) return null;
  const several = pack.condition.kind === 'class' ? classesMeant(classes, row.prompt) : [];
  if (several.length > 1) {
    const ids = several.map((index) => nameOfClass(classes, index)).join(' and ');
    return `${pack.name} knows several classes called "${row.prompt}": ${ids}. Choose one of them under Your classes, beside the model.`;
  }
  return `${pack.name} does not know "${row.name}"; it knows ${listed(classes)}. Exploring and choosing real images work all the same; for generated images add a model folder that knows the class.`;
}

/**
 * The sentence about a class that has too few images; null where it has enough.
 * @param plan of a method that takes windows of images, several from one where that is allowed
 */
export function fewImagesProblem(
  row: ClassRow,
  imagesPerClass: number,
  plan: WindowsPlan | null,
): string | null {
  const images = row.imageCount === 1 ? '1 image' : `${row.imageCount} images`;
  if (plan === null) {
    if (row.imageCount >= imagesPerClass) return null;
    return `This class has ${images}, fewer than the ${imagesPerClass} images per class asked for. The other classes are not affected.`;
  }
  const windows = windowsNeeded(plan.assembly);
  const most = plan.windows.count;
  if (row.imageCount * most >= windows) return null;
  return `This class has ${images}, and the set needs ${windows} windows with at most ${most} from an image. The other classes are not affected.`;
}

/** What the sentences depend on beside the row, and the rows that were looked at under it. */
interface Reviewed {
  readonly pack: PackDescription | null;
  readonly settings: SettingsState;
  readonly rows: WeakSet<ClassRow>;
}

let last: Reviewed | null = null;

/** The rows with the sentences that are true of them now; the same rows where they say so already. */
export function reviewed(classes: readonly ClassRow[]): readonly ClassRow[] {
  const { pack } = useModel.getState();
  const settings = useSettings.getState();
  if (last?.pack !== pack || last.settings !== settings) {
    last = { pack, settings, rows: new WeakSet() };
  }
  const { rows } = last;
  // Each class that is read changes the list, which may be of 10,000.
  if (classes.every((row) => rows.has(row))) return classes;
  const { imagesPerClass } = settings.sampling;
  const plan = planOrNull(settings);
  const windows = plan?.output === 'windows' ? plan : null;
  return classes.map((row) => {
    if (rows.has(row)) return row;
    const notice = unknownNotice(pack, row);
    const problem = fewImagesProblem(row, imagesPerClass, windows);
    const own =
      notice === row.notice && problem === row.problem ? row : { ...row, notice, problem };
    rows.add(own);
    return own;
  });
}

function review(): void {
  const { classes } = useCollection.getState();
  const now = reviewed(classes);
  if (now.some((row, i) => row !== classes[i])) useCollection.setState({ classes: now });
}

/** Keeps the sentences true while collection, model and settings change. */
export function keepReviewed(): void {
  useCollection.subscribe(review);
  useModel.subscribe(review);
  useSettings.subscribe(review);
}
