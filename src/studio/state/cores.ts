/** How many cores each class gives, once somebody has asked. */
import { create } from 'zustand';
import type { CoresOfClass } from '../../run/stages/core-supply';
import type { CoreRequest } from '../../run/stages/explore';

export interface CoresState {
  /** True once somebody wants to know: from then on the answer keeps step with the settings. */
  readonly asked: boolean;
  /** The settings that were looked at; null before the first look, and where no plan asks for cores. */
  readonly request: CoreRequest | null;
  readonly classes: ReadonlyMap<string, CoresOfClass>;
  /** The class that is looked at now. */
  readonly looking: string | null;
}

export const nothingFound = {
  request: null,
  classes: new Map(),
  looking: null,
} satisfies Partial<CoresState>;

export const useCores = create<CoresState>(() => ({ asked: false, ...nothingFound }));
