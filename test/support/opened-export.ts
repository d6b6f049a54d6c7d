/** An exported zip, opened: its manifest and its files by their paths below the root. */
import { unzipSync } from 'fflate';
import { MANIFEST_FORMAT, parseManifestText, type Manifest } from '../../src/core/formats/manifest';

export interface OpenedExport {
  readonly manifest: Manifest;
  /** Paths of all files. */
  readonly names: readonly string[];
  /** Paths of the distilled images, in order. */
  readonly made: readonly string[];
  /** Paths of the real cores, in order. */
  readonly cores: readonly string[];
  readonly file: (path: string) => Uint8Array;
}

export function openedExport(zip: Uint8Array): OpenedExport {
  const files = new Map(
    Object.entries(unzipSync(zip)).map(([name, bytes]) => [
      name.slice(name.indexOf('/') + 1),
      bytes,
    ]),
  );
  const file = (path: string): Uint8Array => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new Error(`the export has no ${path}`);
    return bytes;
  };
  const manifest = parseManifestText(new TextDecoder().decode(file('manifest.json')));
  if (manifest.format !== MANIFEST_FORMAT) throw new Error(`an export of ${manifest.format}`);
  const names = [...files.keys()].sort();
  const under = (folder: string) => names.filter((name) => name.startsWith(`${folder}/`));
  return { manifest, names, made: under('train'), cores: under('cores'), file };
}
