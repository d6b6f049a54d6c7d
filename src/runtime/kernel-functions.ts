/** What other threads may ask of the dense kernels: whole products, points in and indices out. */
import type { Call } from '../core/call';
import { matrix } from '../core/linalg/matrix';
import type { Neighbours } from '../core/linalg/select-nearest';
import type { Kernels } from './kernels/kernels';

/** Points of one class, [rows, columns]. */
export interface KernelPoints {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** @param inUse the kernels that a call gets, asked anew by every call */
export function kernelFunctions(inUse: () => Kernels) {
  const neighbours = async (
    { data, rows, columns }: KernelPoints,
    k: number,
    signal?: AbortSignal,
  ): Promise<Neighbours> => {
    const kernels = inUse();
    const { transformed } = await kernels.standardise(matrix(data, rows, columns));
    return kernels.neighbours(transformed, { k, includeSelf: true, signal });
  };
  return { neighbours };
}

/** The same as a thread serves it. */
export function kernelService(inUse: () => Kernels) {
  const { neighbours } = kernelFunctions(inUse);
  return {
    neighbours: (points: KernelPoints, k: number, { signal }: Call): Promise<Neighbours> =>
      neighbours(points, k, signal),
  };
}

export type KernelService = ReturnType<typeof kernelService>;
