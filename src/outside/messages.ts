/**
 * What is said on the downloader's line. It is told one folder, then paths of files below it; it answers with
 * the server's bytes. One file at a time.
 */

/** To the frame's window, once, with the line's port. */
export interface OpenMessage {
  /** Address of the folder, with a slash at its end: nothing outside it is asked for. */
  readonly folder: string;
}

/** To the downloader. */
export type DownloaderAsk =
  | { readonly kind: 'get'; readonly path: string; readonly from: number }
  /** Send the next piece. */
  | { readonly kind: 'more' }
  /** Nobody waits for this file any more. */
  | { readonly kind: 'stop' };

/** From the downloader. */
export type DownloaderAnswer =
  /** The line stands. */
  | { readonly kind: 'open' }
  /** The server's status; 206 begins at the byte that was asked for. */
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'piece'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly reason: string };
