import type { Float32Rows } from './float32-rows';

export interface NearestCenters {
  /** [rows] */
  readonly labels: Int32Array;
  /** Squared distance to the nearest center, [rows]. */
  readonly best: Float32Array;
  /** Squared distance to the next one, [rows]; the largest float where there is one center. */
  readonly second: Float32Array;
}

/** The graph runs that the kernels are made of, one operation each. */
export interface BlockKernels {
  /** Squared distances of rows [aStart, aEnd) of a and [bStart, bEnd) of b, row-major. */
  squaredDistances(
    a: Float32Rows,
    aStart: number,
    aEnd: number,
    b: Float32Rows,
    bStart: number,
    bEnd: number,
  ): Promise<Float32Array>;
  /** Nearest center of rows [start, end), its squared distance and the runner-up's. */
  nearestCenters(
    points: Float32Rows,
    start: number,
    end: number,
    centers: Float32Rows,
  ): Promise<NearestCenters>;
}
