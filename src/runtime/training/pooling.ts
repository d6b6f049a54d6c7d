/** Average pooling of squares side by side, and its gradient. */
import type { GraphBuilder, Value } from './graph-builder';

export function averagePool(g: GraphBuilder, x: Value, size: number): Value {
  if (size === 1) return x;
  const [n = 0, channels = 0, height = 0, width = 0] = x.dims;
  const dims = [n, channels, height / size, width / size];
  return g.one('AveragePool', [x], dims, { kernel_shape: [size, size], strides: [size, size] });
}

/** Every number repeated over its square, without the factor 1 / size^2. */
export function repeat(g: GraphBuilder, pooled: Value, size: number): Value {
  if (size === 1) return pooled;
  const [n = 0, channels = 0, height = 0, width = 0] = pooled.dims;
  const dims = [n, channels, height * size, width * size];
  return g.one('Resize', [pooled, '', g.floats([1, 1, size, size])], dims, {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  });
}
