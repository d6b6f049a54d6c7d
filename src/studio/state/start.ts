/** The page's start: whether it has to ask first. */
import { create } from 'zustand';

export interface StartState {
  /** Starts in a row that did not end, while the page asks what to do about them; else null. */
  readonly failed: number | null;
}

export const useStart = create<StartState>(() => ({ failed: null }));
