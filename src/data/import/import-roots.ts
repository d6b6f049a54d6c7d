/**
 * From dropped things to a collection: list, sieve by name, understand the folders.
 *
 * Nothing is decoded here. What only the bytes can tell (a text file named .png) comes up when the
 * images are ingested. It runs on any thread.
 */
import { StillroomError, throwIfAborted } from '../../core/errors';
import type { Collection, CollectionOrigin, OriginFile, RejectedFile } from './collection';
import { Listing, LOOSE } from './listing';
import type { Importer, ImportOptions } from './options';
import { sortNaturally } from './order';
import { understand } from './reading/understand';
import { archiveStem } from './recognise';
import type { ImportRoot } from './roots';

/** The name of what was dropped: of its only top folder or archive, or the first of several. */
function labelOf(roots: readonly ImportRoot[]): string {
  const names = new Set<string>();
  const tops = new Set<string>();
  for (const root of roots) {
    if (root.kind === 'directory') names.add(root.as ?? root.handle.name);
    else if (root.kind === 'entry') names.add(root.as ?? root.entry.name);
    else if (root.kind === 'listed') names.add(root.name);
    else tops.add(root.path.slice(0, Math.max(0, root.path.indexOf('/'))) || root.path);
  }
  for (const top of tops) names.add(archiveStem(top));
  const [first = 'Collection', ...others] = names;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function originOf(roots: readonly ImportRoot[]): CollectionOrigin {
  const places = roots.map((root): FileSystemHandle | OriginFile | undefined => {
    if ('handle' in root) return root.handle;
    return root.kind === 'file' ? { path: root.path, file: root.file } : undefined;
  });
  const kept = places.filter((place) => place !== undefined);
  if (kept.length < places.length) return { kind: 'listing' };
  const files = kept.filter((place): place is OriginFile => 'file' in place);
  const handles = kept.filter((place): place is FileSystemHandle => !('file' in place));
  if (files.length === 0) return { kind: 'handles', handles };
  return handles.length === 0 ? { kind: 'files', files } : { kind: 'places', places: kept };
}

/** A file that comes by itself may have been meant as an archive: it is called what it is not. */
function whyNot({ path, reason }: RejectedFile): string {
  const isAlone = !path.includes('/');
  return isAlone
    ? reason.replace(/^is not an image/, 'is neither an image nor an archive')
    : reason;
}

/** A table beside pictures was meant to label them. */
function whyNoTable(path: string, reason: string): string {
  return /\.(csv|tsv|jsonl|ndjson|manifest)$/i.test(path)
    ? `${reason}, nor a table of the images here, which has a column of their names and one of labels`
    : reason;
}

function nothingFound(rejected: readonly RejectedFile[]): StillroomError {
  const loose = rejected.filter(({ reason }) => reason === LOOSE).length;
  const received = `Received ${rejected.length} ${rejected.length === 1 ? 'file' : 'files'}`;
  const [first] = rejected;
  if (loose > 0) {
    return new StillroomError(
      'TooFewImages',
      `${received}, of which ${loose} are images outside any folder. A class is a folder of images: put them into a folder named after the class and drop that folder.`,
      { files: rejected.length, loose },
    );
  }
  const example = first === undefined ? '' : ` ${first.path}, for one, ${whyNot(first)}.`;
  return new StillroomError(
    'TooFewImages',
    `${received}, but no image.${example} Drop a folder of JPEG, PNG, WebP, GIF, BMP, AVIF, PPM or TIFF images, a folder of such folders, or a .zip, .tar or .tgz of them.`,
    { files: rejected.length, loose },
  );
}

function noClass(setAside: readonly RejectedFile[]): StillroomError {
  const [first] = setAside;
  const example = first === undefined ? '' : ` ${first.path}, for one, ${first.reason}.`;
  return new StillroomError(
    'TooFewImages',
    `Received images, but none of a class.${example} Drop class folders, or choose to take these as classes.`,
  );
}

/** As chosen; as usual where a choice is no longer offered, as of folders that have changed since. */
export async function importAsChosen(
  list: Importer,
  roots: readonly ImportRoot[],
  options: ImportOptions,
): Promise<Collection> {
  try {
    return await list(roots, options);
  } catch (error) {
    const isChoice = error instanceof StillroomError && error.code === 'BadParameter';
    if (!isChoice) throw error;
    return list(roots, { ...options, choices: new Map() });
  }
}

/** What is found in roots, whatever they are called and wherever they may be found again. */
export type Findings = Required<Pick<Collection, 'classes' | 'rejected' | 'reading'>>;

async function listAll(roots: readonly ImportRoot[], listing: Listing): Promise<Listing> {
  for (const root of roots) await listing.addRoot(root);
  listing.report(true);
  return listing;
}

/**
 * Lists roots and understands them.
 * @throws StillroomError as `importRoots` does
 */
export async function readRoots(
  roots: readonly ImportRoot[],
  options: ImportOptions = {},
): Promise<Findings> {
  throwIfAborted(options.signal);
  const listed = await listAll(roots, new Listing(options));
  const isHidden = listed.images.length === 0 && listed.hidden > 0;
  // What was handed over is meant, whatever it is called, where there is nothing else.
  const listing = isHidden ? await listAll(roots, new Listing(options, true)) : listed;
  if (listing.images.length === 0) await listing.takeNameless();
  if (listing.images.length === 0) throw nothingFound(listing.allRejected);
  const { images, tables, pacer } = listing;
  const chosen = options.choices ?? new Map<string, string>();
  const understood = await understand(
    images,
    tables.map(({ file }) => file),
    chosen,
    pacer,
    listing.tellLabels,
    options.signal,
  );
  const { classes, reading, setAside } = understood;
  if (classes.length === 0) throw noClass(setAside);
  const rejected = [
    ...listing.rejected,
    ...listing.nameless.map(({ file, reason }) => ({ path: file.path, reason })),
    ...tables
      .filter(({ file }) => !understood.tables.has(file.path))
      .map(({ file: { path }, reason }) => ({
        path,
        reason: understood.unneeded.get(path) ?? whyNoTable(path, reason),
      })),
    ...setAside,
  ];
  return {
    classes,
    rejected: await sortNaturally(rejected, (file) => file.path, pacer),
    reading: { ...reading, parts: [...reading.parts, ...listing.parts, ...listing.leftOut] },
  };
}

/** The collection of what was found in roots. */
export function collectionOf(roots: readonly ImportRoot[], findings: Findings): Collection {
  return { label: labelOf(roots), origin: originOf(roots), ...findings };
}

/**
 * The collection of everything that was dropped or chosen, listed on this thread.
 * @throws StillroomError TooFewImages when there is no image in any folder, BadArchive for a
 * damaged archive or one that unpacks to hundreds of times its size, Unsupported for millions of
 * files, BadParameter for a choice that is not offered, PermissionDenied, Aborted
 */
export async function importRoots(
  roots: readonly ImportRoot[],
  options: ImportOptions = {},
): Promise<Collection> {
  return collectionOf(roots, await readRoots(roots, options));
}
