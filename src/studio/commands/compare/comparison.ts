/**
 * Runs side by side: which are kept, the pictures of the class that is looked at, and the numbers of
 * every class (measuring.ts).
 */
import { throwIfAborted } from '../../../core/errors';
import { follow, type Following } from '../../../run/follow';
import { ObjectUrls } from '../../adapters/object-urls';
import type { PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { subscribeAll } from '../../adapters/subscribe-all';
import { isBusy } from '../../job-bar/readiness';
import { comparedClass } from '../../compare/comparedClass';
import { useCollection } from '../../state/collection';
import { emptyComparison, useCompare, withCell } from '../../state/compare';
import { useModel } from '../../state/model';
import { notify } from '../../state/notices';
import { useRun } from '../../state/run';
import { useSelection } from '../../state/selection';
import { useShown } from '../../state/shown';
import { inTheirPlace } from '../run/carry-choices';
import type { CompareCommands } from './contract';
import { followEvaluated } from './evaluated-runs';
import { keptRuns } from './kept-runs';
import { cellsOf, measureAll, type Cell } from './measuring';
import { runPictures } from './run-pictures';

/** Pictures that stay ready: five runs of a hundred classes of ten, say. */
const PICTURES_KEPT = 5000;
/** Columns that are chosen for a person who has not chosen. */
const FIRST_COLUMNS = 3;

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
  #evaluated: Following | null = null;
  #measuring = new AbortController();

  constructor(parts: PageParts) {
    this.#parts = parts;
  }

  /** Starts to follow the page. */
  watch(): void {
    const failed = (error: unknown) => notify('error', problemText(error));
    this.#listing = follow({
      subscribe: subscribeAll(useShown, useRun, useCollection, useModel),
      dependencies: () => this.#listDependencies(),
      make: (_, signal) => this.list(signal),
      failed: (error) => notify('error', `The kept runs could not be read: ${problemText(error)}`),
    });
    this.#evaluated = followEvaluated(this.#parts);
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
    this.#evaluated?.renew();
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

  /** Reads the list again, as a run was taken away. */
  listAgain(): void {
    this.#listing?.renew();
  }

  /** The list is read again whenever a run has started or ended, or another class is read. */
  #listDependencies(): object | null {
    const { classes } = useCollection.getState();
    const { status, job } = useRun.getState();
    if (classes.length === 0) return null;
    const read = classes.map((row) => [row.folder, row.read.state === 'done']);
    const shown = useShown.getState().run?.id ?? null;
    return { status, job, shown, read, model: useModel.getState().packHash };
  }

  /** Reads the list as it is now, for what cannot wait until it is followed. @throws StillroomError Aborted */
  async list(signal: AbortSignal): Promise<void> {
    const { runs, library } = this.#parts;
    const folders = new Set(useCollection.getState().classes.map(({ folder }) => folder));
    const { pack } = useModel.getState();
    const { job, status } = useRun.getState();
    const content = (folder: string) =>
      folders.has(folder) ? (library.source?.fingerprint(folder) ?? null) : undefined;
    const underWay = isBusy(status) ? job : null;
    const { runs: kept, goneOnWith } = await keptRuns(runs, { content, pack, job: underWay });
    throwIfAborted(signal);
    const known = new Set(kept.map(({ id }) => id));
    const now = (chosen: readonly string[]) =>
      underWay === null ? chosen : inTheirPlace(chosen, goneOnWith, underWay);
    useCompare.setState(({ chosen, choseThemselves }) => ({
      runs: kept,
      chosen: choseThemselves
        ? now(chosen).filter((id) => known.has(id))
        : kept.slice(0, FIRST_COLUMNS).map(({ id }) => id),
    }));
  }

  async #show({ folder, columns }: Shown, signal: AbortSignal): Promise<void> {
    const measuring = new AbortController();
    this.#measuring = measuring;
    const both = AbortSignal.any([signal, measuring.signal]);
    useCompare.setState({ stopped: false });
    try {
      const handles = columns.map(([id]) => id);
      const cells = await cellsOf(this.#parts.runs, folder, handles);
      for (const cell of cells) {
        throwIfAborted(both);
        if (cell.folder === folder) await this.#picture(cell);
      }
      if (useModel.getState().status === 'ready') await measureAll(this.#parts, cells, both);
    } finally {
      if (!signal.aborted) useCompare.setState({ measuring: null });
    }
  }

  async #picture({ record, folder, finished }: Cell): Promise<void> {
    const pictures = await runPictures(this.#parts.runs, this.#urls, finished);
    useCompare.setState(({ pictures: shown }) => ({
      pictures: withCell(shown, record.handle, folder, pictures),
    }));
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
