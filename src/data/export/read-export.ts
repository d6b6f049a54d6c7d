/**
 * An export read back: the zip that was written, or its manifest alone.
 */
import { sha256Of } from '../../core/formats/sha256-of';
import {
  MANIFEST_FORMAT,
  parseManifestText,
  type Manifest,
  type ManifestImage,
} from '../../core/formats/manifest';
import type { OlderManifest } from '../../core/formats/manifest-1';
import { StillroomError } from '../../core/errors';
import { byteText, isBomb } from '../import/limits';
import { cleanPath } from '../import/recognise';
import { openZipEntry } from '../import/zip';
import { mayHold, readZipDirectory, type ZipEntry } from '../import/zip-directory';
import { Pacer } from '../../core/pacing';
import { withoutTexts } from './png-text';

/** A set of this version. */
export interface ReadSet {
  readonly kind: 'set';
  readonly manifest: Manifest;
  /** Images of the manifest whose files are there: none when only the manifest was dropped. */
  readonly images: readonly ManifestImage[];
  /**
   * An image's PNG file, compared with its hash in the manifest, as it was before the export put texts
   * into it.
   * @throws StillroomError BadManifest when the file is not there or was changed
   */
  openImage(image: ManifestImage): Promise<Uint8Array<ArrayBuffer>>;
}

/** What still means something of an older set. */
export interface ReadOlder {
  readonly kind: 'older';
  readonly manifest: OlderManifest;
}

export type ReadExport = ReadSet | ReadOlder;

/** A manifest of 100,000 images takes about 50 MB. */
const LARGEST_MANIFEST = 256 * 2 ** 20;

function notThere(image: ManifestImage, what: string): StillroomError {
  return new StillroomError(
    'BadManifest',
    `${image.file} ${what}. Use the zip as Stillroom wrote it, or distill the set again.`,
    { file: image.file },
  );
}

/** manifest.json at the top or in the one folder at the top, as the export writes it. */
function findManifest(entries: ReadonlyMap<string, ZipEntry>): [string, ZipEntry] | undefined {
  for (const found of entries) if (/^([^/]+\/)?manifest\.json$/.test(found[0])) return found;
  return undefined;
}

async function zipEntries(archive: Blob, pacer: Pacer): Promise<Map<string, ZipEntry>> {
  const entries = new Map<string, ZipEntry>();
  for await (const entry of readZipDirectory(archive, { pacer })) {
    entries.set(cleanPath(entry.name), entry);
    if (pacer.due) await pacer.rest();
  }
  return entries;
}

function manifestTooLarge(bytes: number): StillroomError {
  return new StillroomError(
    'BadManifest',
    `The manifest has ${byteText(bytes)}, more than any of ours. Use the zip as Stillroom wrote it.`,
  );
}

async function manifestText(file: Blob): Promise<string> {
  if (file.size > LARGEST_MANIFEST) throw manifestTooLarge(file.size);
  return file.text();
}

async function readZip(archive: Blob): Promise<ReadExport | undefined> {
  const pacer = new Pacer();
  // Most zips are of class folders, 100,000 entries and more: they are not listed for this.
  if (!(await mayHold(archive, 'manifest.json', pacer))) return undefined;
  const entries = await zipEntries(archive, pacer);
  const found = findManifest(entries);
  if (found === undefined) return undefined;
  const [path, entry] = found;
  if (isBomb(entry.size, entry.compressedSize)) throw manifestTooLarge(entry.size);
  const text = await manifestText(await openZipEntry(archive, entry));
  // Other tools write manifests too: theirs is no reason to refuse a zip of class folders.
  if (!text.includes('"stillroom-manifest/')) return undefined;
  const manifest = parseManifestText(text);
  if (manifest.format !== MANIFEST_FORMAT) return { kind: 'older', manifest };
  const root = path.slice(0, -'manifest.json'.length);
  const entryOf = (image: ManifestImage): ZipEntry | undefined => entries.get(root + image.file);
  return {
    kind: 'set',
    manifest,
    images: manifest.images.filter((image) => entryOf(image) !== undefined),
    async openImage(image) {
      const own = entryOf(image);
      if (own === undefined) throw notThere(image, 'is not in the zip');
      const blob = await openZipEntry(archive, own);
      const bytes = new Uint8Array(await blob.arrayBuffer());
      if ((await sha256Of(bytes)) !== image.sha256) {
        throw notThere(image, 'was changed since the export: its hash differs');
      }
      return withoutTexts(bytes);
    },
  };
}

async function isZip(file: Blob): Promise<boolean> {
  const [p, k] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return p === 0x50 && k === 0x4b;
}

/**
 * Reads an export's zip or manifest.
 * @returns undefined for a zip that is no export, such as one of class folders
 * @throws StillroomError BadManifest, BadArchive
 */
export async function readExport(file: Blob): Promise<ReadExport | undefined> {
  if (await isZip(file)) return readZip(file);
  const manifest = parseManifestText(await manifestText(file));
  if (manifest.format !== MANIFEST_FORMAT) return { kind: 'older', manifest };
  return {
    kind: 'set',
    manifest,
    images: [],
    openImage: (image) => Promise.reject(notThere(image, 'is not in a manifest dropped alone')),
  };
}

/** True for names that an export could have: worth a call of `readExport` before an import. */
export function mayBeExport(fileName: string): boolean {
  return /\.(zip|json)$/i.test(fileName);
}
