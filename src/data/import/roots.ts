/**
 * The things that a person can hand over: dropped items, files of an input, a picked folder.
 *
 * A drop's items die when its event handler returns, so `captureDrop` has to be called inside it; it
 * asks every item for everything at once and sorts out afterwards what the browser gave.
 */
import type { Pacer } from '../../core/pacing';
import type { SourceImage } from './collection';
import { cleanPath, folderPath, recogniseName } from './recognise';

export type ImportRoot =
  /** A folder that somebody else can list: on Node, one of the disk. */
  | {
      readonly kind: 'listed';
      readonly name: string;
      /** Its files, at any depth, with paths that start with a name: its own, or what it is called here. */
      readonly list: (pacer: Pacer, name: string) => AsyncIterable<SourceImage>;
    }
  | {
      readonly kind: 'directory';
      readonly handle: FileSystemDirectoryHandle;
      /** What it is called here, where another one has its name. */
      readonly as?: string;
    }
  | { readonly kind: 'entry'; readonly entry: FileSystemDirectoryEntry; readonly as?: string }
  | {
      readonly kind: 'file';
      readonly file: File;
      /** Where it stands: "folder/sub/1.png" from a directory input, else its name. */
      readonly path: string;
      readonly handle?: FileSystemFileHandle;
    };

/** True for a file that is to be looked into: an archive inside a folder is not. */
export function isArchiveRoot({ path }: Extract<ImportRoot, { kind: 'file' }>): boolean {
  return folderPath(path) === '' && recogniseName(path).kind === 'archive';
}

interface CapturedItem {
  readonly handle: Promise<FileSystemHandle | null>;
  readonly entry: FileSystemEntry | null;
  readonly file: File | null;
}

function capture(item: DataTransferItem): CapturedItem {
  // Firefox and Safari lack the handle; a browser may also refuse it for one item.
  const asHandle = (
    item as { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> }
  ).getAsFileSystemHandle?.bind(item);
  return {
    handle: asHandle === undefined ? Promise.resolve(null) : asHandle().catch(() => null),
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  };
}

async function settle(item: CapturedItem): Promise<ImportRoot | undefined> {
  const handle = await item.handle;
  if (handle instanceof FileSystemDirectoryHandle) return { kind: 'directory', handle };
  if (item.entry?.isDirectory === true) {
    return { kind: 'entry', entry: item.entry as FileSystemDirectoryEntry };
  }
  if (item.file === null) return undefined;
  const root = { kind: 'file', file: item.file, path: item.file.name } as const;
  return handle instanceof FileSystemFileHandle ? { ...root, handle } : root;
}

/**
 * What a drop carries. Call it synchronously in the drop event's handler.
 * @returns one root per dropped folder or file; texts and links are left out
 */
export async function captureDrop(transfer: DataTransfer): Promise<ImportRoot[]> {
  const captured = [...transfer.items].filter((item) => item.kind === 'file').map(capture);
  const roots = await Promise.all(captured.map(settle));
  return roots.filter((root) => root !== undefined);
}

/** The files of an `<input type="file">`, with their folders where it has `webkitdirectory`. */
export function rootsOfFiles(files: Iterable<File>): ImportRoot[] {
  return Array.from(files, (file) => {
    const path = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
    return { kind: 'file', file, path: cleanPath(path) };
  });
}

/** A root of a remembered or picked handle. */
export async function rootOfHandle(handle: FileSystemHandle): Promise<ImportRoot> {
  if (handle.kind === 'directory') {
    return { kind: 'directory', handle: handle as FileSystemDirectoryHandle };
  }
  const fileHandle = handle as FileSystemFileHandle;
  const file = await fileHandle.getFile();
  return { kind: 'file', file, path: file.name, handle: fileHandle };
}
