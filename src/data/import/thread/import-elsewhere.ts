/** The page's side of an import: what was dropped goes to a thread, and comes back as a collection. */
import { serve } from '../../../bridge/serve';
import type { CallOptions } from '../../../bridge/thread';
import { StillroomError } from '../../../core/errors';
import { Pacer } from '../../../core/pacing';
import type { Collection, CollectionClass, RejectedFile, SourceImage } from '../collection';
import { listEntry } from '../directory-entry';
import { HandleFolder, HandleImage } from '../directory-handle';
import { FileImage } from '../file-image';
import { collectionOf } from '../import-roots';
import { refuseTooMany } from '../limits';
import type { ImportOptions, ImportProgress } from '../options';
import { isArchiveRoot, type ImportRoot } from '../roots';
import { TarImage } from '../tar';
import { ZipImage } from '../zip';
import type {
  CarriedClass,
  CarriedImage,
  CarriedRoot,
  Container,
  KeptFiles,
  ListingEvent,
  ListingResult,
  ListingWishes,
} from './carried';

/** Asks a thread for its `list`. */
export type AskForList = (
  values: [roots: readonly CarriedRoot[], wishes: ListingWishes, port: MessagePort],
  options: CallOptions<ListingEvent>,
) => Promise<ListingResult>;

const REPORT_EVERY = 1000;

/** The files that stay on the page, and the roots as they are sent. */
class Sender {
  readonly kept: SourceImage[] = [];
  readonly roots: CarriedRoot[] = [];
  readonly #pacer: Pacer;
  readonly #onProgress: (progress: ImportProgress) => void;
  #from = 0;

  constructor({ signal, onProgress = () => undefined }: ImportOptions) {
    this.#pacer = new Pacer(signal);
    this.#onProgress = onProgress;
  }

  async #keep(file: SourceImage): Promise<void> {
    refuseTooMany(this.kept.push(file));
    if (this.kept.length % REPORT_EVERY === 0) {
      this.#onProgress({ files: this.kept.length, images: 0, archive: null });
    }
    if (this.#pacer.due) await this.#pacer.rest();
  }

  /** Sends the files that were kept since the last ones. */
  #sendKept(): void {
    const files = this.kept.slice(this.#from);
    if (files.length === 0) return;
    this.roots.push({
      kind: 'kept',
      paths: files.map(({ path }) => path).join('\0'),
      sizes: Float64Array.from(files, ({ size }) => size ?? Number.NaN),
      from: this.#from,
    });
    this.#from = this.kept.length;
  }

  async #keepAll(files: AsyncIterable<SourceImage>): Promise<void> {
    for await (const file of files) await this.#keep(file);
  }

  async #add(root: ImportRoot): Promise<void> {
    switch (root.kind) {
      case 'directory':
        this.#sendKept();
        this.roots.push({
          kind: 'directory',
          handle: root.handle,
          as: root.as ?? root.handle.name,
        });
        return;
      case 'entry':
        return this.#keepAll(listEntry(root.entry, root.as ?? root.entry.name, this.#pacer));
      case 'listed':
        return this.#keepAll(root.list(this.#pacer, root.name));
      case 'file':
        if (!isArchiveRoot(root)) return this.#keep(new FileImage(root.path, root.file));
        this.#sendKept();
        this.roots.push({ kind: 'archive', name: root.path, file: root.file });
    }
  }

  async addAll(roots: readonly ImportRoot[]): Promise<void> {
    for (const root of roots) await this.#add(root);
    this.#sendKept();
  }
}

/** Puts together what comes back. */
class Receiver {
  readonly #kept: readonly SourceImage[];
  readonly #onProgress: (progress: ImportProgress) => void;
  readonly #containers: (Blob | HandleFolder)[] = [];
  readonly #images: SourceImage[] = [];
  readonly #classes: CarriedClass[] = [];
  readonly rejected: RejectedFile[] = [];

  constructor(kept: readonly SourceImage[], onProgress: (progress: ImportProgress) => void) {
    this.#kept = kept;
    this.#onProgress = onProgress;
  }

  readonly take = (event: ListingEvent): void => {
    switch (event.kind) {
      case 'progress':
        this.#onProgress(event.progress);
        break;
      case 'container':
        this.#containers.push(containerOf(event.container));
        break;
      case 'images':
        for (const image of event.images) this.#images.push(this.#image(image));
        break;
      case 'classes':
        this.#classes.push(...event.classes);
        break;
      case 'rejected':
        this.rejected.push(...event.rejected);
        break;
      default:
        event satisfies never;
    }
  };

  #image(image: CarriedImage): SourceImage {
    if (image.kind === 'kept') return present(this.#kept[image.at]);
    const { path } = image;
    const container = present(this.#containers[image.inside]);
    if (container instanceof HandleFolder) return new HandleImage(path, container);
    if (image.kind === 'zip') return new ZipImage(path, { archive: container, entry: image.entry });
    if (image.kind === 'tar') {
      return new TarImage(path, image.size, container, image.start, image.sparse);
    }
    throw new StillroomError('Internal', `${path} is said to lie in an archive as in a folder.`);
  }

  /** In slices, as there may be 10,000. */
  async classes(pacer: Pacer): Promise<CollectionClass[]> {
    const classes: CollectionClass[] = [];
    let at = 0;
    const next = (count: number): SourceImage[] => this.#images.slice(at, (at += count));
    for (const { images, heldOut, ...entry } of this.#classes) {
      if (pacer.due) await pacer.rest();
      const own = next(images);
      classes.push(
        heldOut === 0
          ? { ...entry, images: own }
          : { ...entry, images: own, heldOut: next(heldOut) },
      );
    }
    return classes;
  }
}

function containerOf(container: Container): Blob | HandleFolder {
  return container instanceof Blob ? container : new HandleFolder(container.handle, container.name);
}

/** What has to be there, since both sides count alike. */
function present<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw new StillroomError(
    'Internal',
    'The listing thread spoke of a file that was not sent to it.',
  );
}

/**
 * The collection of everything that was dropped or chosen, listed and understood on another thread.
 * This one only walks folders that no other can, in slices.
 * @param ask asks that thread
 * @throws StillroomError as `importRoots` does, WorkerLost
 */
export async function importElsewhere(
  ask: AskForList,
  roots: readonly ImportRoot[],
  options: ImportOptions = {},
): Promise<Collection> {
  const { signal, onProgress = () => undefined, choices, nameEncoding } = options;
  const sender = new Sender(options);
  await sender.addAll(roots);
  const receiver = new Receiver(sender.kept, onProgress);
  const { port1, port2 } = new MessageChannel();
  serve<KeptFiles>(port1, { open: (at) => present(sender.kept[at]).open() });
  try {
    const reading = await ask(
      [sender.roots, { choices: choices ?? new Map<string, string>(), nameEncoding }, port2],
      { signal, transfer: [port2], onEvent: receiver.take },
    );
    const { rejected } = receiver;
    const classes = await receiver.classes(new Pacer(signal));
    return collectionOf(roots, { classes, rejected, reading });
  } finally {
    port1.close();
  }
}
