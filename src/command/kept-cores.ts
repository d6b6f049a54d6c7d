/**
 * The real cores of images, kept beside them: the tasks of a run see the collection, and whoever merges
 * what they made needs it no more. A class's list of pictures is kept under its fingerprint, a core as
 * the RGB bytes that the model saw.
 */
import { StillroomError, throwIfAborted } from '../core/errors';
import type { Framing } from '../core/framing';
import type { ClassSource, ReadImage } from '../run/ports';
import { whereAtHand } from '../run/results/real-cores';
import type { FinishedImage } from '../run/results/records';
import { readPictures, type ReadPictures } from '../run/stages/latents';
import type { StageKind, Stages } from '../run/stages/stages';

const LIST: StageKind<readonly ReadImage[]> = {
  name: 'class-list',
  version: 1,
  accepts: (value): value is readonly ReadImage[] => Array.isArray(value),
};

const CORE: StageKind<Uint8Array<ArrayBuffer>> = {
  name: 'core-pixels',
  version: 1,
  accepts: (value): value is Uint8Array<ArrayBuffer> => value instanceof Uint8Array,
};

/** What names a core among those of its class. */
const coreInputs = (sha256: string, side: number, framing: Framing) => ({
  sha256,
  side,
  ...(framing !== 'crop' && { framing }),
});

export interface CoreKeeperParts {
  readonly source: ClassSource;
  readonly stages: Stages;
}

/** Keeps cores behind the work's back, in the order in which their images come. */
export class CoreKeeper {
  readonly #parts: CoreKeeperParts;
  readonly #signal: AbortSignal;
  #last: { readonly folder: string; readonly pictures: ReadPictures } | null = null;
  #kept: Promise<void> = Promise.resolve();

  constructor(parts: CoreKeeperParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  /** @param side of the image, in pixels: its core has the same */
  keep(place: FinishedImage, side: number): void {
    this.#kept = this.#kept.then(() => this.#keep(place, side));
    // Told by `settled`; a rejection that waits for it is not unheard.
    this.#kept.catch(() => undefined);
  }

  /** Resolves when all are kept. @throws StillroomError QuotaExceeded, StorageFailed, Aborted */
  settled(): Promise<void> {
    return this.#kept;
  }

  async #keep({ folder, core }: FinishedImage, side: number): Promise<void> {
    if (core === null) return;
    const { source, stages } = this.#parts;
    const { images, fingerprint } = await this.#pictures(folder);
    const image = images[core.image];
    if (image === undefined) return;
    const inputs = coreInputs(image.sha256, side, source.framing);
    if ((await stages.get(CORE, fingerprint, inputs)) !== undefined) return;
    const signal = this.#signal;
    const pixels = await whereAtHand(async () => {
      for await (const one of source.pixels([image], side, signal)) return one;
      return null;
    });
    if (pixels !== null) await stages.put(CORE, fingerprint, inputs, pixels);
  }

  /** Of the class in the making, whose list is kept with its first core. */
  async #pictures(folder: string): Promise<ReadPictures> {
    if (this.#last?.folder === folder) return this.#last.pictures;
    const pictures = await readPictures(this.#parts, folder, this.#signal);
    const { images, fingerprint } = pictures;
    await this.#parts.stages.made(LIST, fingerprint, {}, () => Promise.resolve(images));
    this.#last = { folder, pictures };
    return pictures;
  }
}

/** Kept cores in the place of a collection. */
export class KeptCores implements Pick<ClassSource, 'read' | 'pixels'> {
  readonly #stages: Stages;
  readonly #fingerprints: ReadonlyMap<string, string>;
  readonly #framing: Framing;

  /**
   * @param fingerprints of the classes, by folder
   * @param framing of the run
   */
  constructor(stages: Stages, fingerprints: ReadonlyMap<string, string>, framing: Framing) {
    this.#stages = stages;
    this.#framing = framing;
    this.#fingerprints = fingerprints;
  }

  /** @throws StillroomError BadParameter for a class without cores, Aborted */
  async read(folder: string, signal: AbortSignal): Promise<readonly ReadImage[]> {
    throwIfAborted(signal);
    const images = await this.#stages.get(LIST, this.#owner(folder), {});
    if (images === undefined) throw nothingKept(folder);
    return images.map((image) => ({ ...image, folder }));
  }

  async *pixels(
    images: readonly ReadImage[],
    side: number,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (const { folder, sha256 } of images) {
      throwIfAborted(signal);
      const pixels = await this.#stages.get(
        CORE,
        this.#owner(folder),
        coreInputs(sha256, side, this.#framing),
      );
      if (pixels === undefined) throw nothingKept(folder);
      yield pixels;
    }
  }

  #owner(folder: string): string {
    const fingerprint = this.#fingerprints.get(folder);
    if (fingerprint === undefined) throw nothingKept(folder);
    return fingerprint;
  }
}

function nothingKept(folder: string): StillroomError {
  return new StillroomError('BadParameter', `No cores of "${folder}" are kept here.`, { folder });
}
