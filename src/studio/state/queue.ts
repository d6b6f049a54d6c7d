/** The runs that were asked for, in their order: those that are over, the one under way, those that wait. */
import { create } from 'zustand';
import type { Settings } from './settings';

export interface QueuedRun {
  readonly id: number;
  /** "CoDA, IPC 10 · seed 0" */
  readonly name: string;
  readonly settings: Settings;
  /** Classes that take part. */
  readonly folders: readonly string[];
  /** Of its recipe (recipeKey.ts); null where no model said yet what the settings mean. */
  readonly key: string | null;
  /** Images that it asks for. */
  readonly images: number;
  readonly status: 'waiting' | 'making' | 'over';
  /** Images that it has; counted when it is over. */
  readonly made: number;
  /** Seconds that an image of it took; null before it is over, or where it made none. */
  readonly pace: number | null;
}

export interface QueueState {
  /** Empty at rest. */
  readonly runs: readonly QueuedRun[];
  /** True while the dialog that sets several runs up is open. */
  readonly open: boolean;
}

export const useQueue = create<QueueState>(() => ({ runs: [], open: false }));

/** Changes one of the runs. */
export function patchQueued(id: number, patch: Partial<QueuedRun>): void {
  useQueue.setState(({ runs }) => ({
    runs: runs.map((run) => (run.id === id ? { ...run, ...patch } : run)),
  }));
}

/** Keys of what is made now and what waits; empty at rest. */
export function keysUnderWay(runs: readonly QueuedRun[]): (string | null)[] {
  return runs.filter(({ status }) => status !== 'over').map(({ key }) => key);
}
