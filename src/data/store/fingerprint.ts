/**
 * A collection's fingerprint: equal for the same images in the same classes, wherever they lie.
 *
 * Before an image has been read, only its path and often its size are known; that fingerprint finds
 * a remembered run quickly, and is replaced by the one of contents when all hashes are there.
 */
import { canonicalHash } from '../../core/formats/canonical-json';
import type { Collection } from '../import/collection';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** "listing-" and a hash over (class, path, size where it is known). */
export function listingFingerprint(collection: Collection): string {
  const lines = collection.classes.flatMap(({ folder, images }) =>
    images.map(({ path, size }) => JSON.stringify([folder, path, size ?? null])),
  );
  return `listing-${canonicalHash(lines.sort(byText))}`;
}

/** "content-" and a hash over (class, SHA-256 of the image file), in any order. */
export function contentFingerprint(
  images: Iterable<{ readonly folder: string; readonly sha256: string }>,
): string {
  const lines = Array.from(images, ({ folder, sha256 }) => JSON.stringify([folder, sha256]));
  return `content-${canonicalHash(lines.sort(byText))}`;
}
