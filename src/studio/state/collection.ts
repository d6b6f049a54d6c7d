/** The images that a person brought: classes as rows, what is known of each, what was skipped. */
import { create } from 'zustand';
import type { Framing } from '../../core/framing';
import { USUAL_SPLIT, type Split } from '../../core/held-out';
import type { ImportProgress } from '../../data/import/options';
import type { ImportReading } from '../../data/import/reading/reading';

/** Where a stage of one class stands; how far a running one is, is in stage-progress.ts. */
export type StageState =
  | { readonly state: 'waiting' }
  | { readonly state: 'running' }
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly message: string };

export interface ClassRow {
  /** Folder name: the identity of a class within a collection. */
  readonly folder: string;
  readonly name: string;
  /** What the model is asked for: a person's own words, or the usual prompt. */
  readonly prompt: string;
  /** The pack's template with the class's words in it; the words alone while no pack is known. */
  readonly usualPrompt: string;
  /** Files that look like images; unreadable and held-out ones leave the count as they are found. */
  readonly imageCount: number;
  /** Images that are held out beside those; null while that is not known. */
  readonly heldOut: number | null;
  /** True when the class takes part in the next run. */
  readonly included: boolean;
  /** Decoded, hashed, thumbnail made. */
  readonly read: StageState;
  /** Latents, neighbours, map and clusters. */
  readonly explored: StageState;
  /** A plain sentence about this class alone: too few images, unknown to the model. */
  readonly notice: string | null;
  /** Set when the class cannot be distilled with the present settings. */
  readonly problem: string | null;
}

export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

export interface DuplicateGroup {
  /** Paths of files with the same bytes. */
  readonly paths: readonly string[];
}

export interface CollectionState {
  readonly status: 'empty' | 'listing' | 'ready' | 'needs-permission';
  readonly label: string;
  readonly isSample: boolean;
  /** How far a listing is. */
  readonly listing: ImportProgress;
  readonly classes: readonly ClassRow[];
  /** Which of its images are held out. */
  readonly split: Split;
  /** How they become squares. */
  readonly framing: Framing;
  /** The folders that decide it, "val beside train"; empty where a share does. */
  readonly evaluationFolders: string;
  /** How the folders were understood, and what could be chosen instead. */
  readonly reading: ImportReading;
  readonly skipped: readonly SkippedFile[];
  readonly duplicates: readonly DuplicateGroup[];
}

export const NOTHING_LISTED: ImportProgress = { files: 0, images: 0, archive: null };

export const emptyCollection: CollectionState = {
  status: 'empty',
  label: '',
  isSample: false,
  listing: NOTHING_LISTED,
  classes: [],
  split: USUAL_SPLIT,
  framing: 'crop',
  evaluationFolders: '',
  reading: { text: '', parts: [] },
  skipped: [],
  duplicates: [],
};

export const useCollection = create<CollectionState>(() => emptyCollection);

/** A selected image, or the first where it is none that is used: held-out ones are counted after those. */
export function usedImage(
  { classes }: Pick<CollectionState, 'classes'>,
  folder: string | null,
  selected: number | null,
): number {
  const used = classes.find((row) => row.folder === folder)?.imageCount ?? 0;
  return selected !== null && selected < used ? selected : 0;
}

/** Replaces some fields of each class in one change: of 10,000 classes, one each would be 10,000 renders. */
export function patchClasses(patchOf: (row: ClassRow) => Partial<ClassRow>): void {
  useCollection.setState(({ classes }) => ({
    classes: classes.map((row) => ({ ...row, ...patchOf(row) })),
  }));
}

/** Replaces some fields of one class; a folder that is gone is left alone. */
export function patchClass(folder: string, patch: Partial<ClassRow>): void {
  useCollection.setState((state) => ({
    classes: state.classes.map((row) => (row.folder === folder ? { ...row, ...patch } : row)),
  }));
}
