/** A file that the page already holds: from a file input, a drop without folders, or storage. */
import type { SourceImage } from './collection';

export class FileImage implements SourceImage {
  readonly path: string;
  readonly #file: Blob;

  constructor(path: string, file: Blob) {
    this.path = path;
    this.#file = file;
  }

  get size(): number {
    return this.#file.size;
  }

  open(): Promise<Blob> {
    return Promise.resolve(this.#file);
  }
}
