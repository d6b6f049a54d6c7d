/** Named blobs as a listing or a folder handle would give them, for tests without a browser. */
import type { SourceImage } from '../../../src/data/import/collection';
import type { ImportRoot } from '../../../src/data/import/roots';

export function sourceOf(path: string, bytes: BlobPart = 'x'): SourceImage {
  const blob = new Blob([bytes]);
  return { path, size: blob.size, open: () => Promise.resolve(blob) };
}

/** One file for all roots: 50,000 of them are made at once. Where a file stands is the root's to say. */
const ANY_FILE = new File(['x'], 'any.png');

/** The roots of a directory input that lists these paths. */
export function rootsOf(paths: readonly string[]): ImportRoot[] {
  return paths.map((path) => ({ kind: 'file', path, file: ANY_FILE }));
}

/** The root of one dropped file. */
export function fileRoot(name: string, content: BlobPart): ImportRoot {
  return { kind: 'file', path: name, file: new File([content], name) };
}

export type Tree = { readonly [name: string]: Tree | string };

/** A FileSystemDirectoryHandle over a tree of texts. */
export function directoryHandle(name: string, tree: Tree): FileSystemDirectoryHandle {
  const fileHandle = (fileName: string, content: string) => ({
    kind: 'file',
    name: fileName,
    getFile: () => Promise.resolve(new File([content], fileName)),
  });
  const handle = {
    kind: 'directory',
    name,
    *values() {
      for (const [child, content] of Object.entries(tree)) {
        yield typeof content === 'string'
          ? fileHandle(child, content)
          : directoryHandle(child, content);
      }
    },
    getDirectoryHandle(child: string) {
      const content = tree[child];
      return content !== undefined && typeof content !== 'string'
        ? Promise.resolve(directoryHandle(child, content))
        : Promise.reject(new DOMException('gone', 'NotFoundError'));
    },
    getFileHandle(child: string) {
      const content = tree[child];
      return typeof content === 'string'
        ? Promise.resolve(fileHandle(child, content))
        : Promise.reject(new DOMException('gone', 'NotFoundError'));
    },
    queryPermission: () => Promise.resolve('granted'),
    requestPermission: () => Promise.resolve('granted'),
  };
  return handle as unknown as FileSystemDirectoryHandle;
}
