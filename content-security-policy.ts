/**
 * What the page may load and whom it may talk to: its own origin alone.
 *
 * The privacy promise is enforced here: no request leaves for another host. WebAssembly needs
 * 'wasm-unsafe-eval'; blob: carries thumbnails, results and worker scripts made in the page.
 * Plotly writes its few rules into a style element, hence 'unsafe-inline' for styles alone.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Headers that give the page SharedArrayBuffer, and with it threads for WebAssembly. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;
