/**
 * What the page and its workers may load and whom they may talk to: their own origin alone.
 *
 * The privacy promise is enforced here: no request of theirs leaves for another host. WebAssembly needs
 * 'wasm-unsafe-eval'; blob: carries thumbnails, results and worker scripts made in the page.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self' blob:",
  // The downloader's, below.
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The page of the downloader's frame, beside the main one. */
export const DOWNLOADER = 'downloader.html';

/**
 * The policy of the downloader (src/outside): the one place that may ask other servers, and which has nothing
 * else. Sandboxed without an origin, it reaches neither storage nor page; it loads nothing beside its script.
 * @param script the script's hash where it is known; a server, which does not know it, allows the script of the
 *   page, whose own policy names it
 */
export const downloaderPolicy = (script = "'unsafe-inline'"): string =>
  [
    "default-src 'none'",
    `script-src ${script}`,
    'connect-src http: https:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** What a server adds: a page cannot say it of itself. */
export const downloaderHeader = `${downloaderPolicy()}; frame-ancestors 'self'; sandbox allow-scripts`;

/** Headers that give the page SharedArrayBuffer, and with it threads for WebAssembly. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;
