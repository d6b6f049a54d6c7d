/** A kernel, a WebAssembly module of one function, made ready to run. */
import { StillroomError } from '../errors';

const PAGE_BYTES = 65_536;

export interface BoundKernel {
  readonly buffer: ArrayBuffer;
  readonly run: (...parameters: readonly number[]) => number;
}

/** @throws StillroomError Unsupported where WebAssembly has no SIMD */
export function compileKernel(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    throw new StillroomError(
      'Unsupported',
      'This is computed with the SIMD instructions of WebAssembly, which are not to be had here. Use a browser of 2023 or later.',
      {},
      { cause },
    );
  }
}

/**
 * The function of this name on a memory of its own, of at least so many bytes, all 0.
 * @throws StillroomError OutOfMemory
 */
export function bindKernel(module: WebAssembly.Module, name: string, bytes: number): BoundKernel {
  let memory: WebAssembly.Memory;
  try {
    memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / PAGE_BYTES)) });
  } catch (cause) {
    throw new StillroomError(
      'OutOfMemory',
      `${Math.ceil(bytes / 2 ** 20)} MB of memory in one piece were not to be had. Close other pages, or take fewer images.`,
      { bytes },
      { cause },
    );
  }
  const { exports } = new WebAssembly.Instance(module, { memory: { memory } });
  return { buffer: memory.buffer, run: exports[name] as BoundKernel['run'] };
}
