/** A PNG file's bytes as a Blob. */
export function pngBlob(png: Uint8Array): Blob {
  return new Blob([new Uint8Array(png)], { type: 'image/png' });
}
