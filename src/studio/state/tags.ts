/** Named sets of images that a person saved: over classes, by their paths in the collection. */
import { create } from 'zustand';

/** A tag of one class: its images' paths. */
export type ClassTag = readonly [tag: string, paths: readonly string[]];

export interface TagsState {
  /** By class folder. */
  readonly folders: ReadonlyMap<string, readonly ClassTag[]>;
  /** Files of an export that are written, and all; null while none is under way. */
  readonly exporting: { readonly done: number; readonly total: number } | null;
}

export const useTags = create<TagsState>(() => ({ folders: new Map(), exporting: null }));

const NO_TAGS: readonly ClassTag[] = [];

export function tagsOf({ folders }: TagsState, folder: string): readonly ClassTag[] {
  return folders.get(folder) ?? NO_TAGS;
}

/** All tags of the collection with the number of their images, by name. */
export function allTags({ folders }: TagsState): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const tags of folders.values()) {
    for (const [tag, paths] of tags) counts.set(tag, (counts.get(tag) ?? 0) + paths.length);
  }
  return new Map([...counts].toSorted(([a], [b]) => a.localeCompare(b)));
}

/** The tags with images in one of them; images that are there already stay once. */
export function withTagged(
  tags: readonly ClassTag[],
  tag: string,
  paths: readonly string[],
): ClassTag[] {
  const before = tags.find(([name]) => name === tag)?.[1] ?? [];
  const others = tags.filter(([name]) => name !== tag);
  return [...others, [tag, [...new Set([...before, ...paths])]]];
}

export function withoutTag(tags: readonly ClassTag[], tag: string): ClassTag[] {
  return tags.filter(([name]) => name !== tag);
}
