/**
 * How far the stage of a class is that is under way. It changes ten times a second, while the rows of the
 * collection, which most of the page follows, stay as they are.
 */
import { create } from 'zustand';
import { noNames, type ByName } from '../../core/by-name';

export interface StageProgress {
  readonly done: number;
  readonly total: number;
}

export interface StageProgressState {
  /** By class folder; of classes in which something is under way. */
  readonly classes: ByName<StageProgress>;
}

export const useStageProgress = create<StageProgressState>(() => ({ classes: noNames() }));
