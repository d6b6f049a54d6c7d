/** The page's start: whether it has to ask first, and whether it is over. */
import { create } from 'zustand';

export interface StartState {
  /** Starts in a row that did not end, while the page asks what to do about them; else null. */
  readonly failed: number | null;
  /** True once what the last visit left stands on the page, its settings too. */
  readonly restored: boolean;
}

export const useStart = create<StartState>(() => ({ failed: null, restored: false }));
