/** Chosen images as a zip of their own files, byte for byte, in folders of their classes. */
import { makeZip } from 'client-zip';
import { throwIfAborted } from '../../core/errors';
import type { SourceImage } from '../import/collection';
import { differentNames, safeFileName, safeName } from './safe-name';

export interface SelectedClass {
  /** The class's name for people: its folder in the zip is a safe form that no other class has. */
  readonly name: string;
  readonly files: readonly SourceImage[];
}

export interface SelectionOptions {
  /** The root folder, by its safe form. */
  readonly name: string;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Files one at a time, each forgotten before the next is read. @throws StillroomError as opening does */
async function* entries(classes: readonly SelectedClass[], options: SelectionOptions) {
  const { name, signal, onProgress } = options;
  const folders = differentNames(classes.map((one) => one.name));
  const total = classes.reduce((sum, { files }) => sum + files.length, 0);
  let done = 0;
  for (const [i, { files }] of classes.entries()) {
    const named = fileNames(files);
    for (const [at, file] of files.entries()) {
      throwIfAborted(signal);
      const path = `${safeName(name)}/${folders[i] ?? 'class'}/${named[at] ?? 'image'}`;
      yield { name: path, input: await file.open(signal) };
      done += 1;
      onProgress(done, total);
    }
  }
}

/** The files' own names; of two that are alike the later one gets a number before its ending. */
export function fileNames(files: readonly Pick<SourceImage, 'path'>[]): string[] {
  const taken = new Set<string>();
  return files.map(({ path }) => {
    const own = safeFileName(path.split('/').at(-1) ?? '');
    const dot = own.lastIndexOf('.');
    const [stem, ending] = dot > 0 ? [own.slice(0, dot), own.slice(dot)] : [own, ''];
    let name = own;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${stem}_${n}${ending}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

/** The zip file, entries stored. Cancelling the stream stops the work. */
export function selectionZip(
  classes: readonly SelectedClass[],
  options: SelectionOptions,
): ReadableStream<Uint8Array> {
  return makeZip(entries(classes, options), { buffersAreUTF8: true });
}
