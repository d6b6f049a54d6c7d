/**
 * The numpy array file, format 1.0: a magic word, a Python dict literal, raw little-endian data.
 *
 * Read for fixtures and for arrays in an export. C order only; the types are those that the
 * fixtures use.
 */
import { StillroomError } from '../errors';

export interface NpyArray {
  readonly shape: readonly number[];
  readonly dtype: '<f4' | '<f8' | '<i4' | '|u1';
  /** Float32Array for `<f4`, Float64Array for `<f8`, Int32Array for `<i4`, Uint8Array for `|u1`; C order. */
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

const PREAMBLE_BYTES = 10;

/**
 * Parses the bytes of a `.npy` file.
 * @throws StillroomError BadFixture when the bytes are no such file or hold another type or order
 */
export function parseNpy(bytes: Uint8Array): NpyArray {
  if (bytes.length < PREAMBLE_BYTES || String.fromCharCode(...bytes.subarray(1, 6)) !== 'NUMPY') {
    throw new StillroomError('BadFixture', 'This is not a .npy file: its magic word is missing.');
  }
  const headerBytes = (bytes[8] ?? 0) | ((bytes[9] ?? 0) << 8);
  const header = new TextDecoder('latin1').decode(
    bytes.subarray(PREAMBLE_BYTES, PREAMBLE_BYTES + headerBytes),
  );
  const dtype = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (dtype === undefined || shapeText === undefined || !/'fortran_order':\s*False/.test(header)) {
    throw new StillroomError('BadFixture', `Unsupported .npy header: ${header.trim()}`);
  }
  const shape = shapeText
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  const start = PREAMBLE_BYTES + headerBytes;
  // Copied, so that the typed array starts on a boundary of its element size (a Node Buffer's own
  // `slice` would not copy).
  const body = new Uint8Array(bytes.subarray(start)).buffer;
  switch (dtype) {
    case '<f4':
      return { shape, dtype, data: new Float32Array(body, 0, count) };
    case '<f8':
      return { shape, dtype, data: new Float64Array(body, 0, count) };
    case '<i4':
      return { shape, dtype, data: new Int32Array(body, 0, count) };
    case '|u1':
      return { shape, dtype, data: new Uint8Array(body, 0, count) };
    default:
      throw new StillroomError(
        'BadFixture',
        `Unsupported .npy type ${dtype}: expected <f4, <f8, <i4 or |u1.`,
      );
  }
}
