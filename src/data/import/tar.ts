/**
 * Files of a tar archive (ustar, GNU and pax, and the old format), each a slice of the archive.
 *
 * Only the 512-byte headers are read, so nothing of the files is held. The archive is walked to its
 * end before the first file is given out: the encoding of the names is told from all of them, links
 * point to files before them, and an archive that was cut short must not pass for half the images.
 */
import { IS_LINK } from './link-reason';
import { StillroomError } from '../../core/errors';
import type { Pacer } from '../../core/pacing';
import { BlobWindow } from './blob-window';
import type { RejectedFile, SourceImage } from './collection';
import { byteText, refuseTooMany } from './limits';
import { ByteNames } from './names/byte-names';
import type { NameEncoding } from './names/encodings';
import { paxRecords, type PaxRecords } from './pax-records';
import { segmentsOfPath } from './recognise';
import {
  filled,
  isSound,
  mapInFront,
  MOST_PIECES,
  piecesIn,
  realSizeIn,
  type SparseMap,
} from './tar-sparse';
import {
  isTarHeader,
  parseTarHeader,
  SLASH,
  TAR_BLOCK,
  untilZero,
  type TarHeader,
} from './tar-header';

/** Long names and pax records are a few hundred bytes; more than this is not a tar file. */
const LARGEST_RECORD = 2 ** 20;

export interface TarOptions {
  /** In place of the encoding that the names look like. */
  readonly encoding?: NameEncoding;
  /** Told before the first file what undeclared names are read as; undefined when all are plain. */
  readonly onEncoding?: (encoding: NameEncoding | undefined) => void;
  /** Told of entries that are files, but cannot be read. */
  readonly onRejected?: (file: RejectedFile) => void;
  /** Told how many entries of the list are read so far. */
  readonly onEntries?: (entries: number) => void;
  /** Told when the archive ends without the zero block that closes it. */
  readonly onOpenEnd?: () => void;
}

export class TarImage implements SourceImage {
  readonly path: string;
  readonly size: number;
  readonly archive: Blob;
  /** Where its bytes begin in the archive. */
  readonly start: number;
  /** Of a file with holes. */
  readonly sparse: SparseMap | undefined;

  constructor(path: string, size: number, archive: Blob, start: number, sparse?: SparseMap) {
    this.path = path;
    this.size = size;
    this.archive = archive;
    this.start = start;
    this.sparse = sparse;
  }

  open(): Promise<Blob> {
    const { archive, start, sparse } = this;
    return Promise.resolve(
      sparse === undefined
        ? archive.slice(start, start + this.size)
        : filled(archive.slice(start), sparse),
    );
  }
}

interface TarEntry {
  readonly name: Uint8Array;
  /** True where a pax record says that the name is UTF-8. */
  readonly declared: boolean;
  readonly kind: 'file' | 'hard-link' | 'symbolic-link' | 'sparse';
  readonly link: Uint8Array;
  readonly size: number;
  readonly start: number;
  readonly sparse?: SparseMap;
}

function cutShort(what: string, missing: number): StillroomError {
  return new StillroomError(
    'BadArchive',
    `This .tar file is cut short: it ends inside ${what}, of which ${byteText(missing)} are missing, and whatever came after. Check that it was copied or downloaded completely.`,
    { missing },
  );
}

/** What the headers before a file's own say of it. */
class Extension {
  #longName: Uint8Array | undefined;
  #longLink: Uint8Array | undefined;
  #pax: PaxRecords | undefined;

  take(type: TarHeader['type'], record: Uint8Array): void {
    if (type === 'pax') this.#pax = paxRecords(record);
    else if (type === 'long-link') this.#longLink = untilZero(record).slice();
    else this.#longName = untilZero(record).slice();
  }

  sizeOf({ type, size }: TarHeader): number {
    return type === 'file' || type === 'sparse' ? (this.#pax?.size ?? size) : size;
  }

  /** What pax records say of a file's holes. */
  get holes(): { readonly pieces: number[] | undefined; readonly size: number } {
    return { pieces: this.#pax?.pieces, size: this.#pax?.realSize ?? NaN };
  }

  entryOf(header: TarHeader, size: number, start: number): TarEntry | undefined {
    const { type } = header;
    const kind = this.#pax?.isSparse === true ? 'sparse' : type;
    if (kind !== 'file' && kind !== 'hard-link' && kind !== 'symbolic-link' && kind !== 'sparse') {
      return undefined;
    }
    const path = this.#pax?.path;
    const name = path ?? this.#longName ?? header.name;
    // The old format marks a folder by its slash alone: that of the whole name, since a header cuts long ones off.
    if (kind === 'file' && name.at(-1) === SLASH) return undefined;
    return {
      name,
      declared: path !== undefined && this.#pax?.isUtf8 === true,
      kind,
      link: this.#pax?.linkpath ?? this.#longLink ?? header.link,
      size,
      start,
    };
  }
}

/** A file with holes, where its map is sound. */
async function withHoles(
  entry: TarEntry,
  stated: { readonly pieces: number[] | undefined; readonly size: number },
  window: BlobWindow,
): Promise<TarEntry> {
  const { start, size } = entry;
  const own = stated.pieces ?? (await mapInFront(window, start, size));
  if (own === undefined) return entry;
  const [pieces, bytes] = Array.isArray(own) ? [own, 0] : [own.pieces, own.bytes];
  const sparse = { size: stated.size, pieces };
  if (!isSound(sparse, size - bytes)) return entry;
  return { ...entry, kind: 'file', size: sparse.size, start: start + bytes, sparse };
}

/** Where the next archive starts behind the zeros that end one, as `cat a.tar b.tar` makes; undefined for none. */
async function nextArchive(
  window: BlobWindow,
  from: number,
  end: number,
  pacer: Pacer,
): Promise<number | undefined> {
  for (let at = from; at < end; at += TAR_BLOCK) {
    const block = await window.read(at, TAR_BLOCK);
    if (pacer.due) await pacer.rest();
    if (block.some((byte) => byte !== 0)) return isTarHeader(block) ? at : undefined;
  }
  return undefined;
}

async function walk(
  archive: Blob,
  pacer: Pacer,
  { onOpenEnd, onEntries }: TarOptions,
): Promise<TarEntry[]> {
  const window = new BlobWindow(archive);
  const entries: TarEntry[] = [];
  let extension = new Extension();
  let offset = 0;
  while (offset < archive.size) {
    const block = await window.read(offset, TAR_BLOCK);
    if (block.length < TAR_BLOCK) {
      if (block.every((byte) => byte === 0)) return entries;
      throw cutShort('a file header', TAR_BLOCK - block.length);
    }
    const header = parseTarHeader(block, offset);
    if (header === undefined) {
      const next = await nextArchive(window, offset, archive.size, pacer);
      if (next === undefined) return entries;
      offset = next;
      extension = new Extension();
      continue;
    }
    let start = offset + TAR_BLOCK;
    const isOld = header.type === 'sparse';
    const pieces = isOld ? piecesIn(block, true) : [];
    const realSize = isOld ? realSizeIn(block) : NaN;
    for (let goesOn = header.extended; goesOn; start += TAR_BLOCK) {
      const next = await window.read(start, TAR_BLOCK);
      if (next.length < TAR_BLOCK) throw cutShort('a file header', TAR_BLOCK - next.length);
      goesOn = next[504] !== 0;
      if (pieces.length <= 2 * MOST_PIECES) pieces.push(...piecesIn(next, false));
      if (pacer.due) await pacer.rest();
    }
    const size = extension.sizeOf(header);
    if (start + size > archive.size) {
      const name = new ByteNames().read(header.name);
      throw cutShort(`"${name}"`, start + size - archive.size);
    }
    offset = start + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
    if (header.type === 'long-name' || header.type === 'long-link' || header.type === 'pax') {
      if (size > LARGEST_RECORD) {
        throw new StillroomError(
          'BadArchive',
          'This .tar file holds a name of over 1 MB: damaged.',
        );
      }
      extension.take(header.type, await window.read(start, size));
    } else {
      const entry = extension.entryOf(header, size, start);
      const holes = isOld ? { pieces, size: realSize } : extension.holes;
      if (entry?.kind === 'sparse') entries.push(await withHoles(entry, holes, window));
      else if (entry !== undefined) entries.push(entry);
      refuseTooMany(entries.length);
      extension = new Extension();
    }
    if (!pacer.due) continue;
    onEntries?.(entries.length);
    await pacer.rest();
  }
  onOpenEnd?.();
  return entries;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function declaredName({ name, declared }: TarEntry): string | undefined {
  if (!declared) return undefined;
  try {
    return utf8.decode(name);
  } catch {
    return undefined;
  }
}

const REASONS = new Map<TarEntry['kind'], string>([
  ['hard-link', 'is a link to a file that is not in the archive'],
  ['symbolic-link', IS_LINK],
  [
    'sparse',
    'is stored as a sparse file, with holes that cannot be filled; pack the folder again without --sparse',
  ],
]);

/** Symbolic links in a row that are followed, as Linux does. */
const MOST_LINKS = 40;

/** The path in the archive that a symbolic link leads to; undefined for one that leads out of it. */
function pathBehind(link: string, path: string, separator: string): string | undefined {
  if (link.startsWith(separator)) return undefined;
  const segments = path.split('/').slice(0, -1);
  for (const segment of link.split(separator)) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/');
}

/**
 * Every file of a tar archive, under a folder named like the archive.
 * @throws StillroomError BadArchive when it is damaged or cut short, Aborted
 */
export async function* listTar(
  archive: Blob,
  root: string,
  pacer: Pacer,
  options: TarOptions = {},
): AsyncGenerator<SourceImage> {
  const entries = await walk(archive, pacer, options);
  options.onEntries?.(entries.length);
  const names = new ByteNames(options.encoding);
  for (const entry of entries) if (declaredName(entry) === undefined) names.note(entry.name);
  options.onEncoding?.(names.encoding);
  // A tool of Windows may have written its own separator, throughout.
  const isForeign = entries.every(({ name }) => !name.includes(SLASH));
  const separator = isForeign ? '\\' : '/';
  const pathOf = (text: string): string => segmentsOfPath(text, separator).join('/');
  const pathIn = (entry: TarEntry): string => pathOf(declaredName(entry) ?? names.read(entry.name));
  const linkIn = (entry: TarEntry): string =>
    declaredName({ ...entry, name: entry.link }) ?? names.read(entry.link);
  const hasLinks = entries.some(({ kind }) => kind === 'hard-link');
  const files = new Map<string, TarEntry>();
  // A symbolic link may lead to what comes behind it.
  const all = new Map<string, TarEntry>();
  if (entries.some(({ kind }) => kind === 'symbolic-link')) {
    for (const entry of entries) {
      all.set(pathIn(entry), entry);
      if (pacer.due) await pacer.rest();
    }
  }
  const behind = (entry: TarEntry, path: string): TarEntry | undefined => {
    let [at, found]: [string | undefined, TarEntry | undefined] = [path, entry];
    for (let links = 0; found !== undefined && found.kind.endsWith('link'); links++) {
      if (links === MOST_LINKS) return undefined;
      const link = linkIn(found);
      at = found.kind === 'hard-link' ? pathOf(link) : pathBehind(link, at, separator);
      if (at === undefined) return undefined;
      found = all.get(at);
    }
    return found;
  };
  for (const entry of entries) {
    const path = pathIn(entry);
    const target =
      entry.kind === 'hard-link'
        ? files.get(pathOf(linkIn(entry)))
        : entry.kind === 'symbolic-link'
          ? behind(entry, path)
          : entry;
    if (path !== '' && target?.kind === 'file') {
      if (hasLinks) files.set(path, target);
      yield new TarImage(`${root}/${path}`, target.size, archive, target.start, target.sparse);
    } else if (path !== '') {
      options.onRejected?.({ path: `${root}/${path}`, reason: REASONS.get(entry.kind) ?? '' });
    }
    if (pacer.due) await pacer.rest();
  }
}
