/** A parameter grid in the making: the class's first image under every pair of two values. */
import { isAbort, throwIfAborted } from '../../../core/errors';
import type { ParameterValue } from '../../../methods/parameters';
import { InputsCache } from '../../../run/makers/inputs-cache';
import { previewJob } from '../../../run/makers/preview-job';
import type { Model } from '../../../run/ports';
import { stageParts, type PageParts } from '../../adapters/page-parts';
import { problemText } from '../../adapters/problem-text';
import { useCollection } from '../../state/collection';
import { idleGrid, usePreview, type GridAxis } from '../../state/preview';
import { useSelection } from '../../state/selection';
import { useSettings, withSampling, type Settings } from '../../state/settings';
import { recipeOf, takingPart } from '../recipe-of';

/** The settings with one value of one axis. */
function settingsWith(
  settings: Settings,
  { scope, id }: GridAxis,
  value: ParameterValue,
): Settings {
  return scope === 'sampling'
    ? { ...settings, sampling: withSampling(settings.sampling, id, value) }
    : { ...settings, parameters: { ...settings.parameters, [id]: value } };
}

export class GridRun {
  readonly #parts: PageParts;
  readonly #columns: GridAxis;
  readonly #rows: GridAxis;
  readonly #abort = new AbortController();

  constructor(parts: PageParts, columns: GridAxis, rows: GridAxis) {
    this.#parts = parts;
    this.#columns = columns;
    this.#rows = rows;
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** Runs to the end; what went wrong stands in the store. */
  async run(): Promise<void> {
    const { folder } = useSelection.getState();
    const [columns, rows] = [this.#columns, this.#rows];
    if (folder === null) return;
    const size = columns.values.length * rows.values.length;
    const cells = Array<null>(size).fill(null);
    usePreview.setState({
      grid: { ...idleGrid, status: 'running', folder, columns, rows, cells },
    });
    try {
      await this.#parts.schedule.free(this.#abort.signal);
      await this.#fill(folder, await this.#parts.model.ready());
      show({ status: 'done' });
    } catch (error) {
      const cancelled = this.#abort.signal.aborted || isAbort(error);
      show(cancelled ? { status: 'idle' } : { status: 'failed', problem: problemText(error) });
    }
  }

  async #fill(folder: string, model: Model): Promise<void> {
    const [columns, rows] = [this.#columns, this.#rows];
    show({ side: model.loaded.pack.resolution });
    const settings = useSettings.getState();
    const inputs = new InputsCache(stageParts(this.#parts, model));
    this.#abort.signal.addEventListener('abort', () => inputs.clear(), { once: true });
    try {
      for (const [y, down] of rows.values.entries()) {
        for (const [x, across] of columns.values.entries()) {
          const own = settingsWith(settingsWith(settings, columns, across), rows, down);
          const pixels = await this.#cell(own, folder, model, inputs);
          const position = y * columns.values.length + x;
          const { cells } = usePreview.getState().grid;
          show({ cells: cells.with(position, pixels), done: position + 1 });
        }
      }
    } finally {
      inputs.clear();
    }
  }

  async #cell(
    settings: Settings,
    folder: string,
    model: Model,
    inputs: InputsCache,
  ): Promise<Uint8Array | null> {
    const { signal } = this.#abort;
    throwIfAborted(signal);
    const { classes: rows, split, framing } = useCollection.getState();
    const classes = takingPart(rows, folder);
    const { recipe, plan } = recipeOf(settings, classes, model.loaded, { split, framing });
    const method = plan.plan;
    if (method.output !== 'generated') throw new Error(`${plan.method.name} samples no images`);
    const { locked, seed } = usePreview.getState();
    const found = await inputs.of({ recipe, plan, folder }, method, () => undefined);
    throwIfAborted(signal);
    const wish = { count: 1, seed: locked ? null : seed, finished: [] };
    let pixels: Uint8Array | null = null;
    await model.preview('grid', previewJob(plan, method, found, wish), signal, (event) => {
      pixels = event.images?.[0] ?? null;
    });
    return pixels;
  }
}

function show(change: Partial<typeof idleGrid>): void {
  usePreview.setState((state) => ({ grid: { ...state.grid, ...change } }));
}
