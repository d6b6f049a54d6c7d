/** The thread's side of an import: lists and understands, and tells the page what it found in pieces. */
import { Caller } from '../../../bridge/caller';
import { StillroomError } from '../../../core/errors';
import type { Call } from '../../../core/call';
import type { CollectionClass, SourceImage } from '../collection';
import { HandleImage, type HandleFolder } from '../directory-handle';
import { readRoots } from '../import-roots';
import type { ImportRoot } from '../roots';
import { TarImage } from '../tar';
import { ZipImage } from '../zip';
import {
  PIECE,
  type CarriedClass,
  type CarriedImage,
  type CarriedRoot,
  type Container,
  type KeptFiles,
  type ListingEvent,
  type ListingResult,
  type ListingWishes,
} from './carried';

/** A file that the page keeps. */
class KeptImage implements SourceImage {
  readonly path: string;
  readonly size: number | undefined;
  readonly at: number;
  readonly #page: Caller<KeptFiles>;

  constructor(path: string, size: number | undefined, at: number, page: Caller<KeptFiles>) {
    this.path = path;
    this.size = size;
    this.at = at;
    this.#page = page;
  }

  open(signal?: AbortSignal): Promise<Blob> {
    return this.#page.call('open', [this.at], { signal });
  }
}

async function* keptImages(
  { paths, sizes, from }: Extract<CarriedRoot, { kind: 'kept' }>,
  page: Caller<KeptFiles>,
): AsyncGenerator<SourceImage> {
  let start = 0;
  for (const [i, size] of sizes.entries()) {
    const end = paths.indexOf('\0', start);
    const path = paths.slice(start, end < 0 ? paths.length : end);
    start += path.length + 1;
    yield new KeptImage(path, Number.isNaN(size) ? undefined : size, from + i, page);
  }
}

function rootOf(root: CarriedRoot, page: Caller<KeptFiles>): ImportRoot {
  if (root.kind === 'directory') return root;
  if (root.kind === 'kept') {
    return { kind: 'listed', name: '', list: () => keptImages(root, page) };
  }
  return { kind: 'file', path: root.name, file: new File([root.file], root.name) };
}

function containerOf(container: Blob | HandleFolder): Container {
  if (container instanceof Blob) return container;
  const { handle, name } = container;
  return { handle, name };
}

class Carrier {
  readonly #numbers = new Map<Blob | HandleFolder, number>();
  readonly #tell: (event: ListingEvent) => void;

  constructor(tell: (event: ListingEvent) => void) {
    this.#tell = tell;
  }

  /** The number of a container; it is told when it is met first. */
  #inside(container: Blob | HandleFolder): number {
    const known = this.#numbers.get(container);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(container, number);
    this.#tell({ kind: 'container', container: containerOf(container) });
    return number;
  }

  image(image: SourceImage): CarriedImage {
    const { path } = image;
    if (image instanceof KeptImage) return { kind: 'kept', at: image.at };
    if (image instanceof HandleImage) {
      return { kind: 'handle', path, inside: this.#inside(image.folder) };
    }
    if (image instanceof ZipImage) {
      const { archive, entry } = image.packed;
      return { kind: 'zip', path, inside: this.#inside(archive), entry };
    }
    if (image instanceof TarImage) {
      const { archive, size, start, sparse } = image;
      return { kind: 'tar', path, inside: this.#inside(archive), size, start, sparse };
    }
    throw new StillroomError('Internal', `${path} comes from a place that cannot be told.`);
  }
}

function* piecesOf<T>(items: Iterable<T>): Generator<T[]> {
  let piece: T[] = [];
  for (const item of items) {
    if (piece.push(item) < PIECE) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

function* imagesOf(classes: readonly CollectionClass[]): Generator<SourceImage> {
  for (const { images, heldOut = [] } of classes) {
    yield* images;
    yield* heldOut;
  }
}

const carriedClass = ({ images, heldOut = [], ...entry }: CollectionClass): CarriedClass => ({
  ...entry,
  images: images.length,
  heldOut: heldOut.length,
});

/**
 * Lists and understands roots for a page.
 * @param port on which the page opens files that it keeps
 * @returns how they were understood; all else is told
 * @throws StillroomError as `importRoots` does
 */
export async function listForPage(
  roots: readonly CarriedRoot[],
  { choices, nameEncoding }: ListingWishes,
  port: MessagePort,
  { signal, tell, pass }: Call<ListingEvent>,
): Promise<ListingResult> {
  const page = new Caller<KeptFiles>(port);
  try {
    const { classes, rejected, reading } = await readRoots(
      roots.map((root) => rootOf(root, page)),
      {
        signal,
        choices,
        ...(nameEncoding === undefined ? {} : { nameEncoding }),
        onProgress: (progress) => {
          tell({ kind: 'progress', progress });
        },
      },
    );
    const carrier = new Carrier(tell);
    for (const piece of piecesOf(imagesOf(classes))) {
      tell({ kind: 'images', images: piece.map((image) => carrier.image(image)) });
      await pass();
    }
    for (const piece of piecesOf(classes)) {
      tell({ kind: 'classes', classes: piece.map(carriedClass) });
    }
    for (const piece of piecesOf(rejected)) tell({ kind: 'rejected', rejected: piece });
    return reading;
  } finally {
    port.close();
  }
}
