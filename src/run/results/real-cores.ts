/**
 * The real cores of a class, from the collection where it is at hand. It may be another one by now, or
 * none, or its files may have gone: an export then goes without these cores and says so.
 */
import { toErrorRecord } from '../../core/errors';
import type { ClassSource, Pictures, ReadImage } from '../ports';
import { classFingerprint } from '../recipe/identity';

export interface CoreParts {
  /** null where there is no collection. */
  readonly source: Pick<ClassSource, 'read' | 'pixels'> | null;
  readonly pictures: Pictures;
}

/** A class is not there, may not be read, or its files have gone. */
const NOT_AT_HAND: ReadonlySet<string> = new Set([
  'BadArchive',
  'BadImage',
  'BadParameter',
  'PermissionDenied',
]);

/** What a function gives, or null where the collection cannot give it. */
export async function whereAtHand<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (NOT_AT_HAND.has(toErrorRecord(error).code)) return null;
    throw error;
  }
}

/**
 * The pictures of a class, if they are still the ones that a run was made from.
 * @param fingerprint of the class in the run
 */
export async function sameClass(
  { source }: CoreParts,
  folder: string,
  fingerprint: string | undefined,
  signal: AbortSignal,
): Promise<readonly ReadImage[] | null> {
  if (source === null || fingerprint === undefined) return null;
  const images = await whereAtHand(() => source.read(folder, signal));
  const print = images && classFingerprint(images.map(({ sha256 }) => sha256));
  return print === fingerprint ? images : null;
}

/** The PNG file of a real picture as the model saw it; null where it can no longer be read. */
export async function corePng(
  { source, pictures }: CoreParts,
  image: ReadImage,
  side: number,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  if (source === null) return null;
  const pixels = await whereAtHand(async () => {
    for await (const one of source.pixels([image], side, signal)) return one;
    return null;
  });
  return pixels && pictures.encodePng({ width: side, height: side, pixels }, signal);
}
