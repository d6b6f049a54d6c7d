/** SHA-256 by the platform, for whole files and pictures: 64 lower-case hexadecimal digits. */
export async function sha256Of(bytes: ArrayBufferView<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
