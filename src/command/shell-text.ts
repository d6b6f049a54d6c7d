/**
 * The text of a file that a person wrote or a shell did: UTF-8, or the UTF-16 that `>` makes in Windows
 * PowerShell, which begins with its mark.
 */
export async function shellText(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
}
