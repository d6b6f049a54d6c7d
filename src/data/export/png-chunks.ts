/** The chunks that a PNG file consists of: length, type, data, checksum, after eight bytes of signature. */
import { crc32 } from '../crc32';
import { StillroomError } from '../../core/errors';

export const PNG_SIGNATURE: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** What a chunk takes beside its data. */
const FRAME_BYTES = 12;

export interface PngChunk {
  /** Four letters. */
  readonly type: string;
  readonly data: Uint8Array;
  /** All of its bytes, in the file. */
  readonly whole: Uint8Array;
}

/** The bytes of a chunk. */
export function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(FRAME_BYTES + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}

/**
 * The chunks of a file, up to the first that is cut short.
 * @throws StillroomError BadImage for a file that is no PNG, or a chunk whose checksum is wrong
 */
export function* chunksOf(file: Uint8Array): Generator<PngChunk> {
  if (PNG_SIGNATURE.some((byte, i) => file[i] !== byte)) {
    throw new StillroomError('BadImage', 'This file is not a PNG.');
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = PNG_SIGNATURE.length; at + FRAME_BYTES <= file.length;) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > file.length) return;
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (crc32(file.subarray(at + 4, end)) !== view.getUint32(end)) {
      throw new StillroomError(
        'BadImage',
        `This PNG is damaged: the checksum of its ${type} part differs.`,
      );
    }
    yield { type, data: file.subarray(at + 8, end), whole: file.subarray(at, end + 4) };
    at = end + 4;
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
