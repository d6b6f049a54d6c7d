/**
 * Runs side by side: which are kept, the pictures of the class that is looked at, and the numbers of
 * every class, measured in the analysis thread while the page stays free.
 *
 * The class on the screen is measured first, then the others, since the mean over classes needs them
 * all. Numbers are kept as stages of what they are of: nothing is measured twice, and an image that
 * comes to a run makes its class new.
 */
import { isAbort, throwIfAborted } from '../../../core/errors';
import { follow, type Following } from '../../../run/follow';
import { measureClass, type ClassNumbers } from '../../../run/results/metrics';
import type { FinishedImage, RunRecord } from '../../../run/results/records';
import { latentsOf } from '../../../run/stages/latents';
import { ObjectUrls } from '../../adapters/object-urls';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { pngBlob } from '../../adapters/png-blob';
import { problemText } from '../../adapters/problem-text';
import { knownTruth } from '../../adapters/sample-truth';
import { subscribeAll } from '../../adapters/subscribe-all';
import { comparedClass } from '../../compare/comparedClass';
import { useCollection } from '../../state/collection';
import { emptyComparison, useCompare, withCell, type RunPicture } from '../../state/compare';
import { useModel } from '../../state/model';
import { notify } from '../../state/notices';
import { useRun } from '../../state/run';
import { useSelection } from '../../state/selection';
import { discardRun } from '../run/discard';
import { told } from '../told';
import type { CompareCommands } from './contract';
import { keptRuns } from './kept-runs';

/** Pictures that stay ready: five runs of a hundred classes of ten, say. */
const PICTURES_KEPT = 5000;
/** Columns that are chosen for a person who has not chosen. */
const FIRST_COLUMNS = 3;

/** A class of a run, to be measured. */
interface Cell {
  readonly record: RunRecord;
  readonly folder: string;
  readonly finished: readonly FinishedImage[];
}

/** What is on the sheet: the class that is looked at, and the columns as they stand. */
interface Shown {
  readonly folder: string;
  readonly columns: readonly (readonly [run: string, images: number])[];
  readonly model: string | null;
}

export class Comparison implements CompareCommands {
  readonly #parts: PageParts;
  readonly #urls = new ObjectUrls(PICTURES_KEPT);
  #showing: Following | null = null;
  #listing: Following | null = null;
  #measuring = new AbortController();

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  /** Starts to follow the page. */
  watch(): void {
    const failed = (error: unknown) => notify('error', problemText(error));
    this.#listing = follow({
      subscribe: subscribeAll(useSelection, useRun, useCollection, useModel),
      dependencies: () => this.#listDependencies(),
      make: (_, signal) => this.#list(signal),
      failed: (error) => notify('error', `The kept runs could not be read: ${problemText(error)}`),
    });
    this.#showing = follow<Shown>({
      subscribe: subscribeAll(useSelection, useCompare, useModel),
      dependencies: shownNow,
      make: (shown, signal) => this.#show(shown, signal),
      failed,
      rest: () => useCompare.setState({ measuring: null }),
    });
  }

  /** Forgets what is shown, as another collection or model comes. */
  reset(): void {
    this.#measuring.abort();
    this.#urls.clear();
    useCompare.setState(emptyComparison);
    this.#listing?.renew();
  }

  choose(runs: readonly string[]): void {
    useCompare.setState({ chosen: runs, choseThemselves: true });
  }

  stop(): void {
    this.#measuring.abort();
    useCompare.setState({ measuring: null, stopped: true });
  }

  goOn(): void {
    this.#showing?.renew();
  }

  remove(id: string): Promise<void> {
    return told(async () => {
      const { shown } = this.#parts;
      if (shown.handle === id) shown.clear();
      await discardRun(this.#parts, id);
      this.#listing?.renew();
    });
  }

  /** The list is read again whenever a run has started or ended, or another class is read. */
  #listDependencies(): object | null {
    const { classes } = useCollection.getState();
    const { status } = useRun.getState();
    if (useSelection.getState().tab !== 'compare' || classes.length === 0) return null;
    if (status === 'preparing') return null;
    const read = classes.map((row) => [row.folder, row.read.state === 'done']);
    return { status, read, model: useModel.getState().packHash };
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { runs, library } = this.#parts;
    const folders = new Set(useCollection.getState().classes.map(({ folder }) => folder));
    const kept = await keptRuns(runs, (folder) =>
      folders.has(folder) ? (library.source?.fingerprint(folder) ?? null) : undefined,
    );
    throwIfAborted(signal);
    const known = new Set(kept.map(({ id }) => id));
    useCompare.setState(({ chosen, choseThemselves }) => ({
      runs: kept,
      chosen: choseThemselves
        ? chosen.filter((id) => known.has(id))
        : kept.slice(0, FIRST_COLUMNS).map(({ id }) => id),
    }));
  }

  async #show({ folder, columns }: Shown, signal: AbortSignal): Promise<void> {
    const measuring = new AbortController();
    this.#measuring = measuring;
    const both = AbortSignal.any([signal, measuring.signal]);
    useCompare.setState({ stopped: false });
    try {
      const cells = await this.#cells(
        folder,
        columns.map(([id]) => id),
      );
      for (const cell of cells) {
        throwIfAborted(both);
        if (cell.folder === folder) await this.#picture(cell);
      }
      if (useModel.getState().status === 'ready') await this.#measureAll(cells, both);
    } finally {
      if (!signal.aborted) useCompare.setState({ measuring: null });
    }
  }

  /** Every class of the runs that has images, the shown class first. */
  async #cells(folder: string, handles: readonly string[]): Promise<Cell[]> {
    const { runs } = this.#parts;
    const cells: Cell[] = [];
    for (const handle of handles) {
      const record = await runs.get(handle);
      if (record === undefined) continue;
      const finished = await runs.finishedOf(record);
      for (const entry of record.recipe.classes) {
        const own = finished.filter((image) => image.folder === entry.folder);
        if (own.length > 0) cells.push({ record, folder: entry.folder, finished: own });
      }
    }
    // Class by class, so that a class's latents are fetched once for all runs.
    const rank = (cell: Cell) => (cell.folder === folder ? '' : `/${cell.folder}`);
    return cells.sort((a, b) => rank(a).localeCompare(rank(b)));
  }

  async #picture({ record, folder, finished }: Cell): Promise<void> {
    const { runs } = this.#parts;
    const pictures: RunPicture[] = [];
    for (const { key, index, core } of finished) {
      const image = await runs.image(key);
      if (image === undefined) continue;
      const { png, side, origin } = image;
      const url = await this.#urls.get(key, () => Promise.resolve(pngBlob(png)));
      pictures.push({ index, url, size: side, origin, coreImage: core?.image ?? null });
    }
    useCompare.setState(({ pictures: shown }) => ({
      pictures: withCell(shown, record.handle, folder, pictures),
    }));
  }

  async #measureAll(cells: readonly Cell[], signal: AbortSignal): Promise<void> {
    const { schedule, figure } = this.#parts;
    const total = cells.length;
    for (const [done, cell] of cells.entries()) {
      const tell = (text: string) => {
        if (!signal.aborted) useCompare.setState({ measuring: { text, done, total } });
      };
      await schedule.quiet(signal);
      throwIfAborted(signal);
      const { record, folder } = cell;
      tell(`Measuring ${folder}`);
      const result = await this.#measured(cell, tell, signal);
      useCompare.setState(({ numbers, problems }) =>
        'problem' in result
          ? { problems: withCell(problems, record.handle, folder, result.problem) }
          : {
              numbers: withCell(numbers, record.handle, folder, result.numbers),
              problems: withCell(problems, record.handle, folder, null),
            },
      );
    }
    figure.changed();
  }

  /** The numbers of a class of a run, or why there are none. */
  async #measured(
    { record, folder }: Cell,
    tell: (text: string) => void,
    signal: AbortSignal,
  ): Promise<{ readonly numbers: ClassNumbers } | { readonly problem: string }> {
    const { schedule, runs, pictures } = this.#parts;
    const measure = async () => {
      const parts = stageParts(this.#parts, await this.#parts.model.ready());
      const real = await latentsOf(parts, folder, signal, (done, total) => {
        tell(`Encoding ${folder}: ${done} of ${total} images`);
      });
      const truth = await knownTruth(folder, real.images);
      const cell = { record, folder, owner: real.owner, real, truth };
      tell(`Measuring ${folder}`);
      return measureClass({ ...parts, runs, pictures }, cell, signal);
    };
    try {
      return { numbers: await schedule.turn('numbers', measure, signal) };
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      return { problem: problemText(error) };
    }
  }
}

function shownNow(): Shown | null {
  const { tab, folder: selected } = useSelection.getState();
  const { runs, chosen } = useCompare.getState();
  if (tab !== 'compare') return null;
  const columns = chosen.flatMap((id) => runs.find((run) => run.id === id) ?? []);
  const folder = comparedClass(columns, selected);
  if (folder === null) return null;
  const { status, packHash } = useModel.getState();
  return {
    folder,
    columns: columns.map(({ id, imagesDone }) => [id, imagesDone] as const),
    model: status === 'ready' ? packHash : null,
  };
}
