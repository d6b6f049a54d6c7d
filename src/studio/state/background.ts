/** Whether what nobody waits for stands still: reading ahead, maps, numbers. */
import { create } from 'zustand';

export interface BackgroundState {
  readonly paused: boolean;
}

export const useBackground = create<BackgroundState>(() => ({ paused: false }));
