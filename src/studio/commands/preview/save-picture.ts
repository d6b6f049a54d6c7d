/** Hands a picture out as a file. */
import { safeName } from '../../../data/export/safe-name';

/** How long a browser may take to fetch what it was told to download. */
const KEPT_MS = 10_000;

/** @param name what the picture shows; becomes a file name that every file system takes */
export function savePicture(picture: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(picture);
  link.download = `${safeName(name)}.png`;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, KEPT_MS);
}
