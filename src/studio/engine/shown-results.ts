/** Stored images into what the page shows: PNG object URLs and reports. */
import type { IngestPool } from '../../data/ingest/pool';
import { useRun, type ReportRow, type SyntheticImage } from '../state/run';
import type { StepRecord } from '../../../workers/model';
import type { RunImage, StoredImage } from './result-store';

/** A row a step: each term's share of the step's noise, the distance to the target, the transport loss. */
export function reportRows(steps: readonly StepRecord[]): ReportRow[] {
  return steps.map(({ step, timestep, sigma, terms }) => ({
    step,
    timestep,
    sigma,
    shares: Object.fromEntries(terms.map(({ term, shiftShare }) => [term, shiftShare])),
    distance: terms.find(({ distance }) => distance !== null)?.distance ?? null,
    loss: terms.find(({ loss }) => loss !== null)?.loss ?? null,
  }));
}

/** What the manifest keeps of a report: mean shares and losses, and where the image ended. */
export function reportSummary(steps: readonly StepRecord[]): Record<string, number> {
  const summary: Record<string, number> = {};
  const shares = new Map<string, number[]>();
  const losses: number[] = [];
  for (const { terms } of steps) {
    for (const { term, shiftShare, distance, loss } of terms) {
      shares.set(term, [...(shares.get(term) ?? []), shiftShare]);
      if (distance !== null) summary[`${term} last distance`] = distance;
      if (loss !== null) losses.push(loss);
    }
  }
  for (const [term, values] of shares) {
    summary[`${term} mean share`] = meanOf(values);
    summary[`${term} steps`] = values.length;
  }
  const last = losses.at(-1);
  if (last !== undefined) {
    summary['transport last loss'] = last;
    summary['transport mean loss'] = meanOf(losses);
  }
  return summary;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export class ShownResults {
  readonly #pool: IngestPool;

  constructor(pool: IngestPool) {
    this.#pool = pool;
  }

  /** Adds an image to the page, in its place of its class. */
  async show({ folder, index, coreImage }: RunImage, image: StoredImage): Promise<void> {
    const { origin, pixels, side, seconds, steps } = image;
    const png = await this.#pool.encodePng({ width: side, height: side, pixels }, {});
    const url = URL.createObjectURL(new Blob([png.slice()], { type: 'image/png' }));
    const shown: SyntheticImage = {
      folder,
      index,
      origin,
      coreImage,
      size: side,
      url,
      seconds,
      report: reportRows(steps),
    };
    useRun.setState((state) => {
      const others = (state.results[folder] ?? []).filter((other) => other.index !== index);
      const all = [...others, shown].sort((a, b) => a.index - b.index);
      return { results: { ...state.results, [folder]: all } };
    });
  }

  /** Takes all images off the page and gives their URLs back. */
  clear(): void {
    for (const images of Object.values(useRun.getState().results)) {
      for (const { url } of images) URL.revokeObjectURL(url);
    }
    useRun.setState({ results: {} });
  }
}
