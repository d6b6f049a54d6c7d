/**
 * Measures the pictures of the run on the page, class by class, once the run rests: what is being made
 * comes first. Numbers are kept, so that a set that comes back has them at once.
 */
import { withName } from '../../../core/by-name';
import { throwIfAborted } from '../../../core/errors';
import { follow, type Following } from '../../../run/follow';
import { runPictures } from '../../../run/results/picture-numbers';
import type { RunRecord } from '../../../run/results/records';
import { latentsOf } from '../../../run/stages/latents';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { subscribeAll } from '../../adapters/subscribe-all';
import { isBusy } from '../../job-bar/readiness';
import { useCollection } from '../../state/collection';
import { useModel } from '../../state/model';
import { notify } from '../../state/notices';
import { noPictures, usePictures } from '../../state/pictures';
import { useRun } from '../../state/run';
import { useShown } from '../../state/shown';

/** What the numbers on the page are of. */
interface Shown {
  readonly handle: string;
  /** Images by class; classes without one are left out. */
  readonly images: readonly (readonly [folder: string, count: number])[];
  readonly model: string | null;
}

export class MeasuredPictures {
  readonly #parts: PageParts;
  #following: Following | null = null;

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  /** Starts to follow the page. */
  watch(): void {
    this.#following = follow<Shown>({
      subscribe: subscribeAll(useRun, useCollection, useModel),
      dependencies: () => this.#shown(),
      make: (_, signal) => this.#measure(signal),
      failed: (error) => notify('warning', `The pictures were not measured: ${problemText(error)}`),
      rest: () => usePictures.setState(noPictures),
    });
  }

  /** Forgets what was measured, as another collection or model comes. */
  reset(): void {
    usePictures.setState(noPictures);
    this.#following?.renew();
  }

  #shown(): Shown | null {
    const { status } = useRun.getState();
    const { results } = useShown.getState();
    const { record } = this.#parts.shown;
    const { status: model, packHash } = useModel.getState();
    if (isBusy(status) || record === null || model !== 'ready') return null;
    const there = new Set(useCollection.getState().classes.map(({ folder }) => folder));
    const images = [...results].flatMap(([folder, { length }]) =>
      there.has(folder) && length > 0 ? [[folder, length] as const] : [],
    );
    return images.length === 0 ? null : { handle: record.handle, images, model: packHash };
  }

  async #measure(signal: AbortSignal): Promise<void> {
    usePictures.setState(noPictures);
    const { shown, schedule } = this.#parts;
    const { record } = shown;
    const { results } = useShown.getState();
    if (record === null) return;
    for (const { folder, fingerprint } of record.recipe.classes) {
      const made = results.get(folder)?.length ?? 0;
      if (made === 0 || fingerprint === undefined) continue;
      await schedule.quiet(signal);
      throwIfAborted(signal);
      await schedule.turn(
        'numbers',
        () => this.#class(record, folder, fingerprint, signal),
        signal,
      );
    }
    this.#parts.figure.changed();
  }

  /** A class that is another by now has nothing to be compared with. */
  async #class(
    record: RunRecord,
    folder: string,
    fingerprint: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { runs, pictures } = this.#parts;
    try {
      const parts = stageParts(this.#parts, await this.#parts.model.ready());
      const real = await latentsOf(parts, folder, signal, () => undefined);
      if (real.owner !== fingerprint) return;
      const order = { record, folder, real };
      const found = await runPictures({ ...parts, runs, pictures }, order, signal);
      throwIfAborted(signal);
      if (found === null) return;
      usePictures.setState(({ classes }) => ({ classes: withName(classes, folder, found) }));
    } catch (error) {
      if (signal.aborted) throw error;
      const problem = problemText(error);
      usePictures.setState(({ problems }) => ({ problems: withName(problems, folder, problem) }));
    }
  }
}
