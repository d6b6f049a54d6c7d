/**
 * The run that the page shows: its record, and its images behind object URLs. What is exported and what
 * is thrown away is always this one.
 */
import { withName } from '../../core/by-name';
import type { RunEvent } from '../../run/events';
import type { FinishedImage, RunRecord, StoredImage } from '../../run/results/records';
import type { Runs } from '../../run/results/runs';
import { reportRows } from '../distil/reportRows';
import { useModel } from '../state/model';
import type { SyntheticImage } from '../state/run';
import { nothingShown, useShown } from '../state/shown';
import { keptRun } from './kept-run';
import { pngBlob } from './png-blob';
import { withImage } from './run-reducer';

export function syntheticImage(
  { folder, index, core }: FinishedImage,
  { origin, side, png, seconds, steps }: StoredImage,
): SyntheticImage {
  return {
    folder,
    index,
    origin,
    coreImage: core?.image ?? null,
    size: side,
    url: URL.createObjectURL(pngBlob(png)),
    seconds,
    report: reportRows(steps),
  };
}

function isShown({ folder, index }: FinishedImage): boolean {
  const there = useShown.getState().results.get(folder) ?? [];
  return there.some((one) => one.index === index);
}

export class ShownRun {
  readonly #runs: Runs;
  readonly #onChange: () => void;
  #handle: string | null = null;
  #record: RunRecord | null = null;

  /** @param onChange told when another run, or another state of it, is shown */
  constructor(runs: Runs, onChange: () => void) {
    this.#runs = runs;
    this.#onChange = onChange;
  }

  /** Null where the page shows none. */
  get record(): RunRecord | null {
    return this.#record;
  }

  /** Name of the run that is shown, or about to be. */
  get handle(): string | null {
    return this.#handle;
  }

  /** Shows a kept run in place of the one that is shown. @returns how many images it has */
  async showInstead(record: RunRecord): Promise<number> {
    this.clear();
    return this.show(record);
  }

  /** A run of this name is about to begin in place of the one that is shown. */
  begin(handle: string): void {
    this.clear();
    this.#handle = handle;
    this.#onChange();
  }

  #set(record: RunRecord | null): void {
    this.#record = record;
    this.#handle = record?.handle ?? null;
    const { pack } = useModel.getState();
    useShown.setState(({ results }) => ({
      run: record === null ? null : keptRun(record, [...results.values()].flat().length, pack),
    }));
    this.#onChange();
  }

  /**
   * Takes an event of a run in the making, where it is the one that is shown.
   * @param handle the run's
   */
  take(event: RunEvent, handle: string): void {
    if (this.#handle !== handle) return;
    if (event.kind === 'record') this.#set(event.record);
    if (event.kind === 'class-failed') {
      const { folder, message } = event;
      useShown.setState(({ classErrors }) => ({
        classErrors: withName(classErrors, folder, message),
      }));
    }
    if (event.kind !== 'image') return;
    const shown = syntheticImage(event.place, event.image);
    useShown.setState(({ results }) => {
      const before = results.get(shown.folder)?.find(({ index }) => index === shown.index);
      if (before) URL.revokeObjectURL(before.url);
      return { results: withImage(results, shown) };
    });
  }

  /**
   * Puts a kept run on the page, with those of its images that are not there yet.
   * @returns how many images it has
   */
  async show(record: RunRecord): Promise<number> {
    this.#set(record);
    useShown.setState({
      classErrors: new Map(record.problems.map(({ folder, message }) => [folder, message])),
    });
    const finished = await this.#runs.finishedOf(record);
    for (const place of finished) {
      if (isShown(place)) continue;
      const image = await this.#runs.image(place.key);
      // A run that is under way goes on telling, in the same place.
      if (this.#handle !== record.handle) return finished.length;
      if (image === undefined || isShown(place)) continue;
      const shown = syntheticImage(place, image);
      useShown.setState(({ results }) => ({ results: withImage(results, shown) }));
    }
    return finished.length;
  }

  /** Takes the run and its images off the page and gives their URLs back. */
  clear(): void {
    this.#set(null);
    for (const images of useShown.getState().results.values()) {
      for (const { url } of images) URL.revokeObjectURL(url);
    }
    useShown.setState(nothingShown);
  }
}
