/**
 * Where on a disk the files lie that Blobs were opened of, where there is a disk.
 *
 * ONNX Runtime's native build takes weights as bytes, which are then in memory twice while a session is made, or
 * reads them itself from a folder. A Blob does not say its place: whoever opens it does, here.
 */
const places = new WeakMap<Blob, string>();

/** Remembers the absolute path, with forward slashes, of the file that a Blob is all of. */
export function rememberPlace(blob: Blob, path: string): void {
  places.set(blob, path);
}

/**
 * The folder from which weight files can be read by their names.
 * @param files with their paths as a graph names them
 * @returns null where one lies elsewhere, or it is not known where
 */
export function commonFolder(
  files: readonly { readonly path: string; readonly content: Blob }[],
): string | null {
  const folders = files.map(({ path, content }) => {
    const place = places.get(content);
    return place?.endsWith(`/${path}`) === true ? place.slice(0, -path.length - 1) : null;
  });
  const [first = null] = folders;
  return folders.every((folder) => folder === first) ? first : null;
}
