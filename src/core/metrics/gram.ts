/**
 * All inner products x_i . x_j of one set of rows, [n, n].
 *
 * Every metric of this folder is a function of these, so they are made once, in panels of 256
 * dimensions and blocks of 32 columns that stay in the cache. Each product is summed in the same order
 * wherever it stands, so equal rows give equal numbers to the last bit.
 */
import { bindKernel } from '../wasm/kernel';
import { productKernel } from './product-kernel';

const PANEL = 256;
/** Rows that the kernel takes together, side by side in memory. */
const QUAD = 4;
const COLUMN_QUADS = 8;
const BYTES = Float64Array.BYTES_PER_ELEMENT;

let compiled: WebAssembly.Module | undefined;

/**
 * @param rows [n, dimension]
 * @returns [n, n], symmetric to the last bit
 * @throws StillroomError Unsupported without SIMD in WebAssembly, OutOfMemory
 */
export function gramMatrix(rows: Float64Array, n: number, dimension: number): Float64Array {
  const quads = Math.ceil(n / QUAD);
  const blockSize = COLUMN_QUADS * QUAD * QUAD;
  const packedSize = quads * QUAD * Math.min(PANEL, dimension);
  compiled ??= productKernel();
  const kernel = bindKernel(compiled, 'multiply', (blockSize + packedSize) * BYTES);
  const block = new Float64Array(kernel.buffer, 0, blockSize);
  const packed = new Float64Array(kernel.buffer, blockSize * BYTES, packedSize);

  const gram = new Float64Array(n * n);
  for (let from = 0; from < dimension; from += PANEL) {
    const width = Math.min(PANEL, dimension - from);
    // Rows of zeros fill the last four.
    for (let i = 0; i < n; i++) {
      const at = Math.floor(i / QUAD) * QUAD * width + (i % QUAD);
      for (let k = 0; k < width; k++) packed[at + k * QUAD] = rows[i * dimension + from + k] ?? 0;
    }
    const quadBytes = QUAD * width * BYTES;
    const address = (quad: number): number => packed.byteOffset + quad * quadBytes;
    for (let left = 0; left < quads; left += COLUMN_QUADS) {
      for (let quad = left; quad < quads; quad++) {
        const right = Math.min(left + COLUMN_QUADS, quad + 1);
        kernel.run(address(quad), address(left), address(right), 0, quadBytes);
        addBlock(block, quad, left, right, gram, n);
      }
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) gram[j * n + i] = gram[i * n + j] ?? 0;
  }
  return gram;
}

/** Adds the products of four rows with the fours left..right-1 to the lower triangle. */
function addBlock(
  block: Float64Array,
  quad: number,
  left: number,
  right: number,
  gram: Float64Array,
  n: number,
): void {
  for (let r = 0, i = quad * QUAD; r < QUAD && i < n; r++, i++) {
    const end = Math.min(right * QUAD, i + 1);
    for (let j = left * QUAD; j < end; j++) {
      const at = i * n + j;
      const c = j - left * QUAD;
      gram[at] = (gram[at] ?? 0) + (block[(c >> 2) * 16 + r * QUAD + (c & 3)] ?? 0);
    }
  }
}
