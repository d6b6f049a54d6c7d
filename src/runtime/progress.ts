/** What loading a model tells while it goes on. */

export type LoadStage = 'description' | 'backend' | 'files' | 'sessions' | 'warm-up';

export interface LoadProgress {
  readonly stage: LoadStage;
  /** One short sentence for the person who waits. */
  readonly text: string;
  /** Bytes read and checked, of all the pack's files; both 0 before the description is known. */
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export type OnLoadProgress = (progress: LoadProgress) => void;
