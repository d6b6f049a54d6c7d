/** Images that a person left out of their classes, by their paths. */
import { create } from 'zustand';

export interface ExcludedState {
  /** By class folder; a class without any may be missing. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  /** What a person's last choice took the place of; null before the first. */
  readonly replaced: { readonly folder: string; readonly paths: readonly string[] } | null;
}

export const useExcluded = create<ExcludedState>(() => ({ folders: new Map(), replaced: null }));

const NONE: readonly string[] = [];

export function excludedFrom(
  { folders }: Pick<ExcludedState, 'folders'>,
  folder: string,
): readonly string[] {
  return folders.get(folder) ?? NONE;
}
