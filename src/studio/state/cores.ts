/** How many cores each class gives, once somebody has asked. */
import { create } from 'zustand';
import type { CoresOfClass } from '../../run/stages/core-supply';
import type { CoreRequest } from '../../run/stages/explore';

export interface CoresState {
  /** The settings that were looked at; null before the first look. */
  readonly request: CoreRequest | null;
  readonly classes: ReadonlyMap<string, CoresOfClass>;
  /** The class that is looked at now. */
  readonly looking: string | null;
}

export const noCores: CoresState = { request: null, classes: new Map(), looking: null };

export const useCores = create<CoresState>(() => noCores);
