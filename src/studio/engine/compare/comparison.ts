/**
 * Runs side by side: which are kept, the pictures of the class that is looked at, and the numbers of
 * every class, measured in the analysis thread while the page stays free.
 *
 * The class on the screen is measured first, then the others, since the mean over classes needs them
 * all. Numbers lie in storage under the hashes of the latents and images that they are of: nothing
 * is measured twice, and an image that comes to a run makes its class new.
 */
import { isAbort } from '../../../core/errors';
import type { IngestPool } from '../../../data/ingest/pool';
import { stageKey, type StageStore } from '../../../data/store/stage-store';
import {
  emptyComparison,
  useCompare,
  withCell,
  type ClassNumbers,
  type RunPicture,
} from '../../state/compare';
import { notify } from '../../state/notices';
import type { AnalysisHost } from '../analysis-host';
import type { LatentStore } from '../class-latents';
import type { Gate } from '../gate';
import type { ModelHost } from '../model-host';
import { ObjectUrls } from '../object-urls';
import { problemText } from '../problem-text';
import type { ResultStore, RunImage, RunRecord } from '../result-store';
import { classNumbers, comparedReal } from './class-numbers';
import type { CompareCommands } from './contract';
import { keptRuns } from './kept-runs';
import { knownModes } from './known-modes';
import { runLatents } from './run-latents';

/** Bump when a metric's definition changes: older numbers are then measured again. */
const MEASURE_VERSION = 1;
/** Pictures that stay ready: five runs of a hundred classes of ten, say. */
const PICTURES_KEPT = 5000;
/** Columns that are chosen for a person who has not chosen. */
const FIRST_COLUMNS = 3;

export interface ComparisonParts {
  readonly results: ResultStore;
  readonly store: StageStore;
  readonly latents: LatentStore;
  readonly model: ModelHost;
  readonly analysis: AnalysisHost;
  readonly pool: IngestPool;
  /** Measuring waits while a run makes its first image. */
  readonly background: Gate;
}

/** A class of a run, to be measured. */
interface Cell {
  readonly run: RunRecord;
  readonly folder: string;
  readonly finished: readonly RunImage[];
}

export class Comparison implements CompareCommands {
  readonly #parts: ComparisonParts;
  readonly #urls = new ObjectUrls(PICTURES_KEPT);
  readonly #counts = new Map<string, number>();
  #abort = new AbortController();
  /** Calls of refresh, so that a slow one does not overwrite a newer one's list. */
  #refreshes = 0;

  constructor(parts: ComparisonParts) {
    this.#parts = parts;
  }

  /** Forgets what is shown, as another collection or model comes. */
  reset(): void {
    this.#abort.abort();
    this.#refreshes += 1;
    this.#urls.clear();
    useCompare.setState(emptyComparison);
  }

  async refresh(): Promise<void> {
    const call = ++this.#refreshes;
    try {
      const runs = await keptRuns(this.#parts.results, this.#counts);
      if (call !== this.#refreshes) return;
      const known = new Set(runs.map(({ id }) => id));
      useCompare.setState(({ chosen, choseThemselves }) => ({
        runs,
        chosen: choseThemselves
          ? chosen.filter((id) => known.has(id))
          : runs.slice(0, FIRST_COLUMNS).map(({ id }) => id),
      }));
    } catch (error) {
      notify('error', `The kept runs could not be read: ${problemText(error)}`);
    }
  }

  choose(runs: readonly string[]): void {
    useCompare.setState({ chosen: runs, choseThemselves: true });
  }

  stop(): void {
    this.#abort.abort();
    useCompare.setState({ measuring: null, stopped: true });
  }

  async remove(id: string): Promise<void> {
    try {
      await this.#parts.results.discard(id);
    } catch (error) {
      notify('error', problemText(error));
    }
    await this.refresh();
  }

  async show(folder: string, runs: readonly string[]): Promise<void> {
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    useCompare.setState({ stopped: false });
    try {
      const cells = await this.#cells(folder, runs);
      abort.signal.throwIfAborted();
      for (const cell of cells) if (cell.folder === folder) await this.#picture(cell);
      await this.#measureAll(cells, abort.signal);
    } catch (error) {
      if (!isAbort(error)) notify('error', problemText(error));
    } finally {
      if (this.#abort === abort) useCompare.setState({ measuring: null });
    }
  }

  /** Every class of the runs that has images, the shown class first. */
  async #cells(folder: string, runs: readonly string[]): Promise<Cell[]> {
    const { results } = this.#parts;
    const cells: Cell[] = [];
    for (const id of runs) {
      const run = await results.run(id);
      if (run === undefined) continue;
      const finished = await results.finished(id);
      for (const entry of run.classes) {
        const own = finished.filter((image) => image.folder === entry.folder);
        if (own.length > 0) cells.push({ run, folder: entry.folder, finished: own });
      }
    }
    // Class by class, so that a class's latents are fetched once for all runs.
    const rank = (cell: Cell) => (cell.folder === folder ? '' : `/${cell.folder}`);
    return cells.sort((a, b) => rank(a).localeCompare(rank(b)));
  }

  async #picture({ run, folder, finished }: Cell): Promise<void> {
    const { results, pool } = this.#parts;
    const pictures: RunPicture[] = [];
    for (const { key, index, coreImage } of finished) {
      const image = await results.image(key);
      if (image === undefined) continue;
      const { side, pixels, origin } = image;
      const url = await this.#urls.get(key, async () => {
        const png = await pool.encodePng({ width: side, height: side, pixels }, {});
        return new Blob([png.slice()], { type: 'image/png' });
      });
      pictures.push({ index, url, size: side, origin, coreImage });
    }
    useCompare.setState(({ pictures: shown }) => ({
      pictures: withCell(shown, run.id, folder, pictures),
    }));
  }

  async #measureAll(cells: readonly Cell[], signal: AbortSignal): Promise<void> {
    const total = cells.length;
    for (const [done, cell] of cells.entries()) {
      await this.#parts.background.passed();
      signal.throwIfAborted();
      const tell = (text: string) => {
        if (!signal.aborted) useCompare.setState({ measuring: { text, done, total } });
      };
      const { run, folder } = cell;
      tell(`Measuring ${folder}`);
      try {
        const numbers = await this.#measure(cell, signal, tell);
        useCompare.setState((state) => ({
          numbers: withCell(state.numbers, run.id, folder, numbers),
          problems: withCell(state.problems, run.id, folder, null),
        }));
      } catch (error) {
        if (isAbort(error)) throw error;
        useCompare.setState((state) => ({
          problems: withCell(state.problems, run.id, folder, problemText(error)),
        }));
      }
    }
  }

  async #measure(
    { run, folder, finished }: Cell,
    signal: AbortSignal,
    tell: (text: string) => void,
  ): Promise<ClassNumbers> {
    const { results, store, latents, model, analysis } = this.#parts;
    const real = await latents.of(folder, signal, (done, total) => {
      tell(`Encoding ${folder}: ${done} of ${total} images`);
    });
    const modes = await knownModes(folder, real.images);
    const key = stageKey('metrics', {
      version: MEASURE_VERSION,
      real: real.key,
      images: finished.map((image) => image.key),
      modes: modes === null ? null : [...modes.ofReal],
    });
    const stored = (await store.get(key)) as ClassNumbers | undefined;
    if (stored !== undefined) return stored;
    tell(`Measuring ${folder}`);
    const report = await model.ready();
    const images = [];
    for (const image of finished) {
      const kept = await results.image(image.key);
      if (kept !== undefined) images.push(kept);
    }
    const { columns } = real;
    const data = await runLatents(model, report, run, images, columns, signal);
    const compared = comparedReal(real, folder, modes);
    const fake = { data, rows: images.length, columns };
    const measured = await analysis.metrics(compared.real, fake, compared.modes, signal);
    const numbers = classNumbers(
      measured,
      images.map(({ seconds }) => seconds),
    );
    await store.put(key, numbers);
    return numbers;
  }
}
