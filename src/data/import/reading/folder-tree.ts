/** The folders of a listing, from the files' paths. */
import type { Pacer } from '../../../core/pacing';
import type { SourceImage } from '../collection';
import { baseName, folderPath } from '../recognise';

export interface Folder {
  readonly name: string;
  /** With all parents; empty for the root, which stands above everything dropped. */
  readonly path: string;
  readonly parent: Folder | undefined;
  readonly children: Map<string, Folder>;
  /** Directly in it. */
  images: SourceImage[];
}

export class FolderTree {
  readonly root: Folder = folderOf('', undefined);
  readonly #byPath = new Map<string, Folder>([['', this.root]]);

  at(path: string): Folder | undefined {
    return this.#byPath.get(path);
  }

  #grow(path: string): Folder {
    const known = this.#byPath.get(path);
    if (known !== undefined) return known;
    const folder = folderOf(path, this.#grow(folderPath(path)));
    folder.parent?.children.set(folder.name, folder);
    this.#byPath.set(path, folder);
    return folder;
  }

  add(image: SourceImage): void {
    this.#grow(folderPath(image.path)).images.push(image);
  }

  /** Every folder, parents first. */
  *folders(): Generator<Folder> {
    yield* this.#byPath.values();
  }
}

function folderOf(path: string, parent: Folder | undefined): Folder {
  return { name: baseName(path), path, parent, children: new Map(), images: [] };
}

export async function plantTree(images: readonly SourceImage[], pacer: Pacer): Promise<FolderTree> {
  const tree = new FolderTree();
  for (const image of images) {
    tree.add(image);
    if (pacer.due) await pacer.rest();
  }
  return tree;
}

/** Images in a folder and below it, but for what is set aside. */
export function imagesBelow(folder: Folder, aside: ReadonlySet<Folder>): number {
  if (aside.has(folder)) return 0;
  let count = folder.images.length;
  for (const child of folder.children.values()) count += imagesBelow(child, aside);
  return count;
}

/** Subfolders with images in or below them, but for what is set aside. */
export function bearingChildren(folder: Folder, aside: ReadonlySet<Folder>): Folder[] {
  return [...folder.children.values()].filter((child) => imagesBelow(child, aside) > 0);
}
