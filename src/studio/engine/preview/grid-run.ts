/** A parameter grid in the making: the class's first image under every pair of two values. */
import { isAbort } from '../../../core/errors';
import { methodById } from '../../../methods';
import type { ModelReport } from '../../../runtime/model-runtime';
import { idleGrid, usePreview, type GridAxis } from '../../state/preview';
import { useSelection } from '../../state/selection';
import { useSettings, type ParameterValue, type Settings } from '../../state/settings';
import type { MakerParts } from '../makers/class-inputs';
import { problemText } from '../problem-text';
import { planRun, type RunPlan } from '../run-plan';
import { InputsCache } from './inputs-cache';
import { entryOf, planWith, previewJob } from './preview-plan';

/** The settings with one value of each axis. */
function settingsWith(
  settings: Settings,
  values: readonly (readonly [GridAxis, ParameterValue])[],
) {
  const parameters = { ...settings.parameters };
  const sampling = { ...settings.sampling };
  for (const [{ scope, id }, value] of values) {
    (scope === 'parameters' ? parameters : sampling)[id] = value;
  }
  return { method: settings.method, parameters, sampling };
}

export class GridRun {
  readonly #parts: MakerParts;
  readonly #columns: GridAxis;
  readonly #rows: GridAxis;
  readonly #inputs: InputsCache;
  readonly #abort = new AbortController();

  constructor(parts: MakerParts, columns: GridAxis, rows: GridAxis) {
    this.#parts = parts;
    this.#columns = columns;
    this.#rows = rows;
    this.#inputs = new InputsCache(parts);
  }

  cancel(): void {
    this.#abort.abort();
    this.#inputs.clear();
  }

  /** Runs to the end; what went wrong stands in the store. */
  async run(): Promise<void> {
    const columns = this.#columns;
    const rows = this.#rows;
    const { folder } = useSelection.getState();
    const size = columns.values.length * rows.values.length;
    const show = (change: Partial<typeof idleGrid>) => {
      usePreview.setState((state) => ({ grid: { ...state.grid, ...change } }));
    };
    if (folder === null) return;
    usePreview.setState({
      grid: {
        ...idleGrid,
        status: 'running',
        folder,
        columns,
        rows,
        cells: Array(size).fill(null),
      },
    });
    try {
      const report = await this.#parts.model.ready();
      const plan = planRun(report);
      show({ side: report.pack.resolution });
      const settings = useSettings.getState();
      for (const [y, down] of rows.values.entries()) {
        for (const [x, across] of columns.values.entries()) {
          const pair = [
            [columns, across],
            [rows, down],
          ] as const;
          const pixels = await this.#cell(plan, report, settingsWith(settings, pair), folder);
          const { cells } = usePreview.getState().grid;
          const position = y * columns.values.length + x;
          show({ cells: cells.with(position, pixels), done: position + 1 });
        }
      }
      show({ status: 'done' });
    } catch (error) {
      const cancelled = this.#abort.signal.aborted || isAbort(error);
      show(cancelled ? { status: 'idle' } : { status: 'failed', problem: problemText(error) });
    }
  }

  async #cell(
    base: RunPlan,
    report: ModelReport,
    settings: Settings,
    folder: string,
  ): Promise<Uint8Array | null> {
    const { signal } = this.#abort;
    const plan = planWith(base, report, settings);
    const { method } = plan;
    if (method.output !== 'generated') {
      throw new Error(`${methodById(settings.method).name} samples no images`);
    }
    const { locked, seed } = usePreview.getState();
    const inputs = await this.#inputs.of(
      plan,
      method,
      report.pack,
      entryOf(folder),
      () => undefined,
    );
    signal.throwIfAborted();
    const wish = { count: 1, seed: locked ? null : seed, finished: [] };
    const job = previewJob(plan, method, inputs, wish);
    let pixels: Uint8Array | null = null;
    await this.#parts.model.preview('grid', job, signal, (event) => {
      pixels = event.images?.[0] ?? null;
    });
    return pixels;
  }
}
