/** Finds the class that held-out images belong to: by its whole path, else by its name alone. */
import type { SourceImage } from '../collection';
import { fold, pathOf, type Group } from './groups';

/** Images to distill from, and held-out images of the same class. */
export interface ClassGroup {
  /** Path of the class, without splits and folders that name nothing. */
  readonly path: string;
  readonly images: SourceImage[];
  readonly heldOut: SourceImage[];
}

export class ClassFinder {
  readonly #byPath: ReadonlyMap<string, ClassGroup>;
  /** By path and by name without regard to case; null where two are alike. */
  readonly #folded = new Map<string, ClassGroup | null>();

  constructor(classes: ReadonlyMap<string, ClassGroup>) {
    this.#byPath = classes;
    for (const [path, entry] of classes) {
      const name = `*/${path.slice(path.lastIndexOf('/') + 1)}`;
      for (const key of [fold(path), fold(name)]) {
        this.#folded.set(key, this.#folded.has(key) ? null : entry);
      }
    }
  }

  find({ segments }: Group): ClassGroup | undefined {
    const path = pathOf(segments);
    const byName = this.#folded.get(fold(`*/${segments.at(-1) ?? ''}`));
    return this.#byPath.get(path) ?? this.#folded.get(fold(path)) ?? byName ?? undefined;
  }
}
