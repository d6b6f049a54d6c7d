/** What of a merged set must be the same wherever and however it was made: all but times. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { openedExport } from '../opened-export';

/** Files by name: the hash of each, and the manifest without its times. */
export function setContent(zip: string): Readonly<Record<string, unknown>> {
  const { names, file, manifest } = openedExport(new Uint8Array(readFileSync(zip)));
  const { createdAt: _createdAt, timings: _timings, ...timeless } = manifest;
  const content = (name: string): Uint8Array | string =>
    name === 'README.md'
      ? new TextDecoder().decode(file(name)).replaceAll(/\d{4}-\d\d-\d\d/g, '')
      : file(name);
  const files = names
    .filter((name) => name !== 'manifest.json')
    .map((name) => [name, createHash('sha256').update(content(name)).digest('hex')] as const);
  return { ...Object.fromEntries(files), 'manifest.json': timeless };
}
