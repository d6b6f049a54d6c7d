/**
 * From dropped things to a collection: list, sieve by name, understand the folders.
 *
 * Nothing is decoded here. What only the bytes can tell (a text file named .png) comes up when the
 * images are ingested. It runs on any thread.
 */
import { StillroomError, throwIfAborted } from '../../core/errors';
import type { Collection, CollectionOrigin, RejectedFile } from './collection';
import { Listing, LOOSE } from './listing';
import type { ImportOptions } from './options';
import { sortNaturally } from './order';
import { understand } from './reading/understand';
import { archiveStem } from './recognise';
import type { ImportRoot } from './roots';

export type { ImportOptions, ImportProgress } from './options';

/** The name of what was dropped: of its only top folder or archive, or the first of several. */
function labelOf(roots: readonly ImportRoot[]): string {
  const names = new Set<string>();
  const tops = new Set<string>();
  for (const root of roots) {
    if (root.kind === 'directory') names.add(root.handle.name);
    else if (root.kind === 'entry') names.add(root.entry.name);
    else if (root.kind === 'listed') names.add(root.name);
    else tops.add(root.path.slice(0, Math.max(0, root.path.indexOf('/'))) || root.path);
  }
  for (const top of tops) names.add(archiveStem(top));
  const [first = 'Collection', ...others] = names;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function originOf(roots: readonly ImportRoot[]): CollectionOrigin {
  const handles = roots.map((root) => ('handle' in root ? root.handle : undefined));
  if (handles.every((handle) => handle !== undefined)) return { kind: 'handles', handles };
  const files = roots.filter((root) => root.kind === 'file');
  if (files.length < roots.length) return { kind: 'listing' };
  return { kind: 'files', files: files.map(({ path, file }) => ({ path, file })) };
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
  const example = first === undefined ? '' : ` ${first.path}, for one, ${first.reason}.`;
  return new StillroomError(
    'TooFewImages',
    `${received}, but no image.${example} Drop a folder of JPEG, PNG, WebP, GIF, BMP, AVIF, PPM or TIFF images, or a folder of such folders.`,
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

/**
 * The collection of everything that was dropped or chosen.
 * @throws StillroomError TooFewImages when there is no image in any folder, BadArchive for a
 * damaged archive, BadParameter for a choice that is not offered, PermissionDenied, Aborted
 */
export async function importRoots(
  roots: readonly ImportRoot[],
  options: ImportOptions = {},
): Promise<Collection> {
  throwIfAborted(options.signal);
  const listing = new Listing(options);
  for (const root of roots) await listing.addRoot(root);
  listing.report(true);
  if (listing.images.length === 0) throw nothingFound(listing.allRejected);
  const { images, tables, pacer } = listing;
  const chosen = options.choices ?? new Map<string, string>();
  const understood = await understand(
    images,
    tables.map(({ file }) => file),
    chosen,
    pacer,
    options.signal,
  );
  const { classes, reading, setAside } = understood;
  if (classes.length === 0) throw noClass(setAside);
  const rejected = [
    ...listing.rejected,
    ...tables
      .filter(({ file }) => !understood.tables.has(file.path))
      .map(({ file, reason }) => ({ path: file.path, reason })),
    ...setAside,
  ];
  return {
    label: labelOf(roots),
    classes,
    rejected: await sortNaturally(rejected, (file) => file.path, pacer),
    origin: originOf(roots),
    reading: { ...reading, parts: [...reading.parts, ...listing.parts] },
  };
}
