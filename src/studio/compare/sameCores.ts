/** The pictures of several runs by what they were made from: the same core, else the same place. */
import type { RunPicture } from '../state/compare';

export type PicturesOfRuns = readonly (readonly RunPicture[] | undefined)[];

/** A row of the sheet. */
export interface CoreRow {
  /** Index of the real image among the class's images; null for pictures that have none behind them. */
  readonly core: number | null;
  /** By run; null where the run made none of it. */
  readonly cells: readonly (RunPicture | null)[];
}

/** The picture of a run that belongs to a core; where none does, or without a core, the one of the same place. */
export function samePicture(
  pictures: readonly RunPicture[] | undefined,
  core: number | null,
  index: number,
): RunPicture | null {
  const ofCore = core === null ? undefined : pictures?.find(({ coreImage }) => coreImage === core);
  return ofCore ?? pictures?.find((picture) => picture.index === index) ?? null;
}

/** Cores in the order in which the runs have them, the first run's first; then pictures without, by place. */
export function coreRows(runs: PicturesOfRuns): CoreRow[] {
  const all = runs.flatMap((pictures) => pictures ?? []);
  const cores = [...new Set(all.flatMap(({ coreImage }) => coreImage ?? []))];
  const places = [
    ...new Set(all.flatMap(({ coreImage, index }) => (coreImage === null ? [index] : []))),
  ].sort((a, b) => a - b);
  const cellsOf = (fits: (picture: RunPicture) => boolean) =>
    runs.map((pictures) => pictures?.find(fits) ?? null);
  return [
    ...cores.map((core) => ({ core, cells: cellsOf(({ coreImage }) => coreImage === core) })),
    ...places.map((place) => ({
      core: null,
      cells: cellsOf(({ coreImage, index }) => coreImage === null && index === place),
    })),
  ];
}
