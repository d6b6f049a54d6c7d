/**
 * One image's score to look at: told with the draws that are there, then refined while more come. The
 * draws are kept like all others, so what was looked at need not be scored again.
 */
import type { Control } from '../../../core/call';
import { StillroomError } from '../../../core/errors';
import { drawCount, type ScoredDraws } from '../../../core/scoring/image-score';
import type { ScoreMaps } from '../../analysis/requests';
import type { Picture } from '../../ports';
import { onceMore } from '../../restart';
import type { StageParts } from '../stage-parts';
import { ClassImageLatents, classImages, type ClassImage } from './class-images';
import type { ClassTask } from './class-task';
import { ImageScores } from './image-scores';

export type InspectionEvent =
  /** The image at the size at which it is scored. `name` names its content. */
  | { readonly kind: 'picture'; readonly name: string; readonly picture: Picture }
  /** Its maps after some of the `wanted` draws. */
  | { readonly kind: 'maps'; readonly maps: ScoreMaps; readonly wanted: number };

export interface InspectionHooks {
  readonly control: Control;
  readonly onEvent: (event: InspectionEvent) => void;
}

/** Makes maps of the newest draws only: they come faster than maps are made. */
class MapMaker {
  readonly #make: (scored: ScoredDraws) => Promise<void>;
  #waiting: ScoredDraws | null = null;
  #making: Promise<void> | null = null;

  constructor(make: (scored: ScoredDraws) => Promise<void>) {
    this.#make = make;
  }

  show(scored: ScoredDraws): void {
    if (drawCount(scored) === 0) return;
    this.#waiting = scored;
    this.#making ??= this.#all();
    // Heard at the end, or not at all where scoring fails first.
    this.#making.catch(() => undefined);
  }

  /** Resolves when the last that was shown is made. @throws what making threw */
  async done(): Promise<void> {
    await this.#making;
  }

  async #all(): Promise<void> {
    while (this.#waiting !== null) {
      const scored = this.#waiting;
      this.#waiting = null;
      await this.#make(scored);
    }
    this.#making = null;
  }
}

/**
 * Scores one image as far as its plan asks, and tells what is to be seen of it.
 * @param index position among the class's readable images
 * @throws StillroomError BadParameter for an image that the class lacks; Aborted, and what the model
 *   may throw
 */
export async function inspectImage(
  parts: StageParts,
  task: ClassTask,
  index: number,
  { control, onEvent }: InspectionHooks,
): Promise<void> {
  const { model, analysis } = parts;
  const { signal } = control;
  const { pack } = model.loaded;
  const image = classImages(task.images, pack)[index];
  if (image === undefined) {
    throw new StillroomError(
      'BadParameter',
      `"${task.folder}" has ${task.images.length} images, and no image ${index + 1}. Choose another one.`,
      { image: index, images: task.images.length },
    );
  }
  const { scoring, windows } = task.plan;
  const latents = new ClassImageLatents(parts, task, { control, tell: () => undefined });
  const scores = new ImageScores(parts, task);
  onEvent({ kind: 'picture', ...(await pictureOf(image, latents)) });
  const maker = new MapMaker(async (scored) => {
    const { frame } = image;
    const { channels } = pack.latent;
    const request = { scored, frame, channels, draws: scoring.draws, windows };
    const maps = await onceMore(() => analysis.scoreMaps(request, signal), { signal });
    if (!signal.aborted) onEvent({ kind: 'maps', maps, wanted: scoring.draws });
  });
  const known = await scores.stored(image);
  if (known !== undefined) maker.show(known);
  if (!scores.suffices(known, image)) {
    const subject = { id: image.picture.sha256, frame: image.frame, known };
    const subjects = [{ ...subject, latents: await latents.of(image) }];
    const job = { subjects, settings: await scores.settings(signal), partial: true };
    const score = () => model.score(job, control, ({ scored }) => maker.show(scored));
    const [last] = await onceMore(score, { signal });
    if (last !== undefined) {
      await scores.put(image, last.scored);
      maker.show(last.scored);
    }
  }
  await maker.done();
}

async function pictureOf(
  image: ClassImage,
  latents: ClassImageLatents,
): Promise<{ readonly name: string; readonly picture: Picture }> {
  const { width, height } = image.frame;
  const pixels = await latents.pixels(image);
  return {
    name: `${image.picture.sha256} ${width} ${height}`,
    picture: { width, height, pixels },
  };
}
