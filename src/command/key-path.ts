/**
 * From the keys of a storage to paths of a disk, and back. A key's parts between slashes become
 * folders, so that what belongs together lies together; what a file system might not take, or take
 * for something else (case, dots at the start, our own ending), is written as %xx of its UTF-8 bytes.
 */

const ENDING = '.value';
const PLAIN = /^[a-z0-9_.-]$/;

function escaped(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    return `%${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}

function segmentName(segment: string): string {
  if (segment === '') return '%';
  const name = Array.from(segment, (letter) =>
    PLAIN.test(letter) ? letter : escaped(letter),
  ).join('');
  const inside = name.startsWith('.') ? `%2e${name.slice(1)}` : name;
  return inside.endsWith(ENDING) ? `${inside.slice(0, -ENDING.length)}%2evalue` : inside;
}

function segmentOf(name: string): string {
  if (name === '%') return '';
  const bytes: number[] = [];
  for (let at = 0; at < name.length; at++) {
    if (name[at] === '%') {
      bytes.push(Number.parseInt(name.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(name.charCodeAt(at));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** The path of a key's file below its table's folder, as names of folders and of the file. */
export function keyPath(key: string): string[] {
  return key.split('/').map(segmentName).map(withEnding);
}

function withEnding(name: string, index: number, all: readonly string[]): string {
  return index === all.length - 1 ? name + ENDING : name;
}

/** The folder below which every key with this prefix lies, as names. */
export function prefixPath(prefix: string): string[] {
  return prefix.split('/').slice(0, -1).map(segmentName);
}

/** The key of a file, or null for a file that holds none. @param path names of folders and of the file */
export function keyOf(path: readonly string[]): string | null {
  const file = path.at(-1);
  if (file?.endsWith(ENDING) !== true) return null;
  return [...path.slice(0, -1), file.slice(0, -ENDING.length)].map(segmentOf).join('/');
}
