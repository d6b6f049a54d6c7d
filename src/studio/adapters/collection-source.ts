/**
 * The pictures of one collection in one use, as the work asks for them.
 *
 * Another use is another source over the same readings, so that choosing a larger share decodes
 * nothing again. A collection that is shown after this one has readings of its own. Work that is under way
 * keeps the source that it began with: it never finds another collection's pictures under its paths, and
 * never a picture that was held out when it began.
 */
import { noNames, type ByName } from '../../core/by-name';
import { framedDecoder, type Framing, type ImageUse } from '../../core/framing';
import { differentPictures } from '../../core/equal-pictures';
import { divide, unseen, type Divided, type Split } from '../../core/held-out';
import type { SourceImage } from '../../data/import/collection';
import type { ClassSource, ReadImage, RegionRequest } from '../../run/ports';
import { classFingerprint } from '../../run/recipe/identity';
import { unlessAborted } from '../../run/unless-aborted';
import type { ClassReader } from './class-reader';

/** Paths of images that are left out, by class folder. */
export type ExcludedPaths = ByName<readonly string[]>;

const NOTHING: ExcludedPaths = noNames();

export class CollectionSource implements ClassSource {
  readonly decoder: string;
  readonly split: Split;
  readonly framing: Framing;
  readonly #reader: ClassReader;
  readonly #excluded: ExcludedPaths;
  /** By the list of a reading, which never changes. */
  readonly #divided = new WeakMap<readonly ReadImage[], Divided<ReadImage>>();
  /** By what of it is used: it is asked for after every class that is read. */
  readonly #fingerprints = new WeakMap<readonly ReadImage[], string>();

  /** @param excluded paths that a person left out, by class: as if they were not in its folder */
  constructor(
    reader: ClassReader,
    { split, framing }: ImageUse,
    excluded: ExcludedPaths = NOTHING,
  ) {
    this.#reader = reader;
    this.split = split;
    this.framing = framing;
    this.decoder = framedDecoder('browser', framing);
    this.#excluded = excluded;
  }

  get folders(): string[] {
    return this.#reader.folders;
  }

  /** True of its own classes. */
  lists(folder: string): boolean {
    return this.#reader.listed(folder) !== undefined;
  }

  /** Fires when another collection has taken this one's place. */
  get closed(): AbortSignal {
    return this.#reader.closed;
  }

  /** The same collection in another use; its classes are not read again. */
  under(use: Partial<ImageUse>): CollectionSource {
    const { split, framing } = this;
    return new CollectionSource(this.#reader, { split, framing, ...use }, this.#excluded);
  }

  /** The same collection with other images left out; nothing is read again. */
  without(excluded: ExcludedPaths): CollectionSource {
    return new CollectionSource(this.#reader, this, excluded);
  }

  /** Stops reading, as another collection comes: in every use. */
  close(): void {
    this.#reader.close();
  }

  async read(folder: string, signal: AbortSignal): Promise<readonly ReadImage[]> {
    return this.#divide(await unlessAborted(this.#reader.own(folder), signal)).used;
  }

  /** Reads a class before anybody asks for it; the signal ends that for as long as nobody does. @throws as `read` */
  async readAhead(folder: string, signal: AbortSignal): Promise<void> {
    await this.#reader.ahead(folder, signal);
  }

  async heldOut(folder: string, signal: AbortSignal): Promise<readonly ReadImage[]> {
    const own = await unlessAborted(this.#reader.own(folder), signal);
    if (this.split.kind !== 'folders') return this.#divide(own).heldOut;
    return unseen(await unlessAborted(this.#reader.evaluation(folder), signal), own);
  }

  async leftOut(folder: string, signal: AbortSignal): Promise<number> {
    if (this.split.kind !== 'folders') return 0;
    const all = await unlessAborted(this.#reader.evaluation(folder), signal);
    return all.length - (await this.heldOut(folder, signal)).length;
  }

  /** The readable pictures that are not held out, or null while the class is not read. */
  readSoFar(folder: string): readonly ReadImage[] | null {
    const own = this.#reader.ownSoFar(folder);
    return own && this.#divide(own).used;
  }

  /** The class's own readable pictures, held out or not; null while it is not read. */
  everySoFar(folder: string): readonly ReadImage[] | null {
    return this.#reader.ownSoFar(folder);
  }

  /**
   * How many pictures are held out; null while that is not known. Of a folder for evaluation that is not
   * read these are all that it lists.
   */
  heldOutSoFar(folder: string): number | null {
    if (this.split.kind === 'none') return 0;
    const own = this.#reader.ownSoFar(folder);
    if (this.split.kind === 'share') return own && this.#divide(own).heldOut.length;
    const read = this.#reader.evaluationSoFar(folder);
    if (read !== null && own !== null) return unseen(read, own).length;
    return this.#reader.listed(folder)?.heldOut?.length ?? 0;
  }

  /** Names the content of a class; null while it is not read. */
  fingerprint(folder: string): string | null {
    const read = this.readSoFar(folder);
    if (read === null) return null;
    const fingerprint =
      this.#fingerprints.get(read) ?? classFingerprint(read.map(({ sha256 }) => sha256));
    this.#fingerprints.set(read, fingerprint);
    return fingerprint;
  }

  /**
   * The file of a picture: those that are used are counted first, those that are held out after them. Of the
   * readable ones once the class is read, before that of the listed ones. Where content decides, a class that
   * is not read has none yet.
   */
  fileOf(folder: string, image: number): SourceImage | undefined {
    const read = this.readSoFar(folder);
    if (read === null)
      return this.split.kind === 'share' ? undefined : this.listedFile(folder, image);
    const path = (read[image] ?? this.#heldOutFiles(folder)[image - read.length])?.path;
    return path === undefined ? undefined : this.#reader.fileAt(folder, path);
  }

  /** The nth file that the class lists, whatever will be said of it: some of it are held out, or no pictures. */
  listedFile(folder: string, nth: number): SourceImage | undefined {
    return this.#reader.listed(folder)?.images[nth];
  }

  /** As many as `heldOutSoFar` says, of a class that is read. */
  #heldOutFiles(folder: string): readonly { readonly path: string }[] {
    const own = this.#reader.ownSoFar(folder);
    if (own === null || this.split.kind === 'none') return [];
    if (this.split.kind === 'share') return this.#divide(own).heldOut;
    const read = this.#reader.evaluationSoFar(folder);
    return read === null ? (this.#reader.listed(folder)?.heldOut ?? []) : unseen(read, own);
  }

  pixels(
    images: readonly ReadImage[],
    side: number,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    return this.#reader.pixels(images, side, this.framing, signal);
  }

  regions(
    image: ReadImage,
    requests: readonly RegionRequest[],
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>[]> {
    return this.#reader.regions(image, requests, signal);
  }

  #divide(own: readonly ReadImage[]): Divided<ReadImage> {
    const divided =
      this.#divided.get(own) ?? this.#kept(divide(differentPictures(own), this.split));
    this.#divided.set(own, divided);
    return divided;
  }

  /** Content decides what is held out, whether or not it is left out: a choice moves nothing else. */
  #kept({ used, heldOut }: Divided<ReadImage>): Divided<ReadImage> {
    const paths = new Set(this.#excluded.get(used[0]?.folder ?? ''));
    if (paths.size === 0) return { used, heldOut };
    return { used: used.filter(({ path }) => !paths.has(path)), heldOut };
  }
}
