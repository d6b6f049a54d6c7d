/** Addresses of packs on a web server: a folder that holds a pack.json, and its files below it. */
import { StillroomError } from '../../errors';

/**
 * The folder that a person's address means, with a slash at its end. What is copied from a browser is taken
 * as it is: the address of pack.json itself, or of a folder in the file view of a model hub, whose pages
 * stand at OWNER/NAME/tree/REVISION and whose files at OWNER/NAME/resolve/REVISION.
 * @throws StillroomError BadParameter for what is no http(s) address, or carries a password
 */
export function packFolder(text: string): URL {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new StillroomError(
      'BadParameter',
      `"${text}" is no web address. Write one like https://example.org/packs/sd15/, of the folder that holds pack.json.`,
      { address: text },
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new StillroomError(
      'BadParameter',
      'The address carries a name and password. They are never sent: write it without them, and have the server give the files without asking.',
    );
  }
  const parts = url.pathname.replace(/\/pack\.json$/, '/').split('/');
  if (parts[3] === 'tree' || parts[3] === 'blob') parts[3] = 'resolve';
  if (parts.at(-1) !== '') parts.push('');
  return new URL(parts.join('/'), url.origin);
}

/** The address of a file below a pack's folder. */
export function packFileAddress(folder: URL | string, path: string): URL {
  return new URL(path.split('/').map(encodeURIComponent).join('/'), folder);
}
