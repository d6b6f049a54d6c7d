/** How held-out images score under their own prompt and under another class's. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { NodePlace } from '../../src/command/node-place';
import type { Control } from '../../src/core/call';
import { StillroomError } from '../../src/core/errors';
import { permutedClasses } from '../../src/core/scoring/controls';
import { accumulated } from '../../src/core/scoring/image-score';
import type { SourceImage } from '../../src/data/import/collection';
import { labelPrompt, type WindowsPlan } from '../../src/methods/windows/plan';
import type { PromptedClass } from '../../src/run/recipe/make-recipe';
import { ClassImageLatents, classImages } from '../../src/run/stages/windows/class-images';
import { taskOf, type ClassTask } from '../../src/run/stages/windows/class-task';
import { ImageScores } from '../../src/run/stages/windows/image-scores';
import type { PromptScores } from './windows-report';

/** The rule by which the embedded model's training left images out (tools/train/data.py). */
function isHeldOut({ path }: SourceImage): boolean {
  const digest = createHash('sha256').update(basename(path)).digest('hex');
  return parseInt(digest.slice(0, 8), 16) % 10 === 0;
}

/** The first held-out images of a class. */
export function heldOutImages(count: number) {
  return (all: readonly SourceImage[]) => all.filter(isHeldOut).slice(0, count);
}

/** Mean typicality of every image under the task's prompt. */
async function imageScores(place: NodePlace, task: ClassTask, control: Control) {
  const { pack } = place.model.loaded;
  const hooks = { control, tell: () => undefined };
  const images = classImages(task.images, pack);
  const scores = new ImageScores(place, task);
  await scores.complete(images, new ClassImageLatents(place, task, hooks), hooks);
  const means: number[] = [];
  for (const image of images) {
    const scored = await scores.stored(image);
    if (scored === undefined) {
      throw new StillroomError('Internal', `${image.picture.path} was scored, and is not kept.`);
    }
    const typicality = accumulated(scored, pack.latent.channels).map().values;
    means.push(typicality.reduce((sum, value) => sum + value, 0) / typicality.length);
  }
  return means;
}

/** @param seed draws whose prompt each class gets beside its own */
export async function promptScores(
  place: NodePlace,
  classes: readonly PromptedClass[],
  plan: WindowsPlan,
  seed: number,
  control: Control,
): Promise<PromptScores[]> {
  const others = permutedClasses(classes.length, seed);
  const found: PromptScores[] = [];
  for (const [i, entry] of classes.entries()) {
    const other = classes[others[i] ?? i] ?? entry;
    const task = await taskOf(place, classes, entry.folder, plan, control.signal);
    const own = await imageScores(place, task, control);
    const permuted = await imageScores(
      place,
      { ...task, label: labelPrompt(plan.scoring, other) },
      control,
    );
    found.push({ name: entry.name, other: other.name, own, permuted });
    console.log(`${entry.name}: ${own.length} held-out images scored`);
  }
  return found;
}
