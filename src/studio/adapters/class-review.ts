/** What stands beside each class: what the model does not know, what keeps the class from a run. */
import { classPrompt, type PackDescription } from '../../core/formats/pack';
import { windowsNeeded, type WindowsPlan } from '../../methods/windows/plan';
import { useCollection, type ClassRow } from '../state/collection';
import { useModel } from '../state/model';
import { useSettings } from '../state/settings';
import { planOrNull } from '../inspector/planOrNull';

const folded = (text: string): string => text.trim().toLowerCase();

/** The sentence about a class that a closed model was not trained on; null where it was. */
export function unknownNotice(pack: PackDescription | null, row: ClassRow): string | null {
  const classes = pack?.classes;
  if (!pack || !classes?.closed) return null;
  const known = new Set(
    classes.names.flatMap((name) => [name, classPrompt(pack, name)]).map(folded),
  );
  if (known.has(folded(row.name)) || known.has(folded(row.prompt))) return null;
  return `${pack.name} does not know "${row.name}"; it knows ${classes.names.join(', ')}. Exploring and choosing real images work all the same; for generated images add a model folder that knows the class.`;
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

function review(): void {
  const { classes } = useCollection.getState();
  const { pack } = useModel.getState();
  const { sampling } = useSettings.getState();
  const { imagesPerClass } = sampling;
  const plan = planOrNull(useSettings.getState());
  const windows = plan?.output === 'windows' ? plan : null;
  const reviewed = classes.map((row) => {
    const notice = unknownNotice(pack, row);
    const problem = fewImagesProblem(row, imagesPerClass, windows);
    return notice === row.notice && problem === row.problem ? row : { ...row, notice, problem };
  });
  if (reviewed.some((row, i) => row !== classes[i])) useCollection.setState({ classes: reviewed });
}

/** Keeps the sentences true while collection, model and settings change. */
export function keepReviewed(): void {
  useCollection.subscribe(review);
  useModel.subscribe(review);
  useSettings.subscribe(review);
}
