/**
 * One image's score on the page: shown with the draws that are there, then refined while more come.
 * The draws are kept like all others, so what was looked at need not be scored again.
 */
import { isAbort } from '../../../core/errors';
import { drawCount, enoughDraws, type ScoredDraws } from '../../../core/scoring/image-score';
import { usePatches, type ScoreView } from '../../state/patches';
import { problemText } from '../problem-text';
import { ClassImageLatents, classImages, type ClassImage } from './class-images';
import { currentTask } from './current-task';
import type { WindowsPlan } from '../../../methods/windows/plan';
import { ImageScores } from './image-scores';
import type { ClassTask, SelectionParts, StageHooks } from './parts';

export class ImageInspection {
  readonly #parts: SelectionParts;
  #abort = new AbortController();
  /** The picture on the page, and what it is of. */
  #picture: { readonly key: string; readonly url: string } | null = null;

  constructor(parts: SelectionParts) {
    this.#parts = parts;
  }

  stop(): void {
    this.#abort.abort();
  }

  /** Takes the picture off the page. */
  clear(): void {
    if (this.#picture !== null) URL.revokeObjectURL(this.#picture.url);
    this.#picture = null;
    usePatches.setState({ view: null, viewStatus: 'idle', viewError: null });
  }

  /** Draws that are there are shown at once. */
  async show(folder: string, index: number, plan: WindowsPlan): Promise<void> {
    this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    const { signal } = abort;
    usePatches.setState({ viewStatus: 'running', viewError: null });
    try {
      const task = currentTask(folder, await this.#parts.model.ready(), plan);
      const images = await classImages(this.#parts, folder, task.report.pack);
      const image = images[index];
      if (image === undefined) throw new Error(`no image ${index} in "${folder}"`);
      await this.#score(task, image, signal);
      if (this.#abort === abort) usePatches.setState({ viewStatus: 'idle' });
    } catch (error) {
      if (this.#abort !== abort) return;
      usePatches.setState(
        isAbort(error)
          ? { viewStatus: 'idle' }
          : { viewStatus: 'failed', viewError: problemText(error) },
      );
    }
  }

  async #score(task: ClassTask, image: ClassImage, signal: AbortSignal): Promise<void> {
    const hooks: StageHooks = {
      signal,
      tell: () => undefined,
      onControl: () => undefined,
      paused: () => Promise.resolve(),
    };
    const { scoring, windows } = task.plan;
    const { channels } = task.report.pack.latent;
    const latents = new ClassImageLatents(this.#parts, task, hooks);
    const scores = new ImageScores(this.#parts, task);
    const url = await this.#pictureOf(image, latents);
    // Updates come faster than maps are made: only the newest waits.
    let waiting: ScoredDraws | null = null;
    let drawing = false;
    const drawn: Promise<void>[] = [];
    const draw = async () => {
      drawing = true;
      while (waiting !== null) {
        const scored = waiting;
        waiting = null;
        const { frame } = image;
        const request = { scored, frame, channels, draws: scoring.draws, windows };
        const maps = await this.#parts.thread.maps(request, signal);
        const { folder } = task;
        const view: ScoreView = { ...maps, folder, image: image.index, url, wanted: scoring.draws };
        if (!signal.aborted) usePatches.setState({ view });
      }
      drawing = false;
    };
    const show = (scored: ScoredDraws) => {
      if (drawCount(scored) === 0) return;
      waiting = scored;
      if (drawing) return;
      const made = draw();
      // They are awaited at the end, or not at all when scoring fails first.
      made.catch(() => undefined);
      drawn.push(made);
    };
    const known = await scores.stored(image);
    if (known !== undefined) show(known);
    const stop = { error: scoring.stopError, share: windows.share };
    const settled =
      known !== undefined &&
      (drawCount(known) >= scoring.draws ||
        (scoring.stopError > 0 && enoughDraws(known, channels, image.frame, stop) !== null));
    if (!settled) {
      const subject = { id: image.sha256, frame: image.frame, known };
      const subjects = [{ ...subject, latents: await latents.of(image) }];
      const job = { subjects, settings: await scores.settings(), partial: true };
      const [last] = await this.#parts.model.score(
        job,
        signal,
        ({ scored }) => show(scored),
        hooks.onControl,
      );
      if (last !== undefined) {
        await scores.put(image, last.scored);
        show(last.scored);
      }
    }
    await Promise.all(drawn);
  }

  async #pictureOf(image: ClassImage, latents: ClassImageLatents): Promise<string> {
    const { frame, sha256 } = image;
    const key = `${sha256} ${frame.width} ${frame.height}`;
    if (this.#picture?.key === key) return this.#picture.url;
    const pixels = await latents.pixels(image);
    const { width, height } = frame;
    const png = await this.#parts.pool.encodePng({ width, height, pixels }, {});
    const url = URL.createObjectURL(new Blob([png.slice()], { type: 'image/png' }));
    const before = this.#picture;
    this.#picture = { key, url };
    usePatches.setState({ view: null });
    if (before !== null) URL.revokeObjectURL(before.url);
    return url;
  }
}
