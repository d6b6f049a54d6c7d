/**
 * Convolution and its two gradients, in the forms that ONNX Runtime computes fastest (two WebAssembly
 * threads; 64 -> 64 channels at 16 x 16, batch 64):
 *
 *     forward   Conv                                            19 GFLOP/s
 *     input     Conv of the flipped, transposed kernel          the same (ConvTranspose 5 to 11)
 *     weights   a matrix product an image and kernel row        15 (as Conv of transposes: 4)
 *
 * The weights' gradient needs the input unfolded. Unfolding with one slice a kernel tap moves every
 * number nine times in short rows. Here the columns are unfolded first: a padding that is negative on one
 * side is a shift with zeros moving in, so `kernel` paddings and one concatenation give the input shifted
 * sideways; a kernel row's slice of that lies in long runs of memory.
 */
import type { GraphBuilder, Value } from './graph-builder';

export interface ConvolutionShape {
  readonly kernel: number;
  readonly stride: number;
}

function imageDims({ dims }: Value): [number, number, number, number] {
  const [n = 0, channels = 0, height = 0, width = 0] = dims;
  return [n, channels, height, width];
}

/** y = conv(x, w), x [n, in, h, w'], w [out, in, k, k]; zero padding (k - 1) / 2. */
export function convolve(
  g: GraphBuilder,
  x: Value,
  weight: Value,
  { kernel, stride }: ConvolutionShape,
): Value {
  const [n, , height, width] = imageDims(x);
  const pad = (kernel - 1) / 2;
  const outChannels = weight.dims[0] ?? 0;
  return g.one('Conv', [x, weight], [n, outChannels, height / stride, width / stride], {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
  });
}

/** The kernel turned by 180 degrees with input and output channels exchanged. */
function turned(g: GraphBuilder, weight: Value, kernel: number): Value {
  const [outChannels = 0, inChannels = 0] = weight.dims;
  const taps = kernel * kernel;
  if (taps === 1) return g.transpose(weight, [1, 0, 2, 3]);
  const flat = g.reshape(weight, [outChannels, inChannels, taps]);
  const order = g.integers(Array.from({ length: taps }, (_, tap) => taps - 1 - tap));
  const reversed = g.one('Gather', [flat, order], flat.dims, { axis: 2 });
  const exchanged = g.transpose(reversed, [1, 0, 2]);
  return g.reshape(exchanged, [inChannels, outChannels, kernel, kernel]);
}

/** Gradient by the input. @param gradient by the output, [n, out, h / stride, w' / stride] */
export function inputGradient(
  g: GraphBuilder,
  gradient: Value,
  weight: Value,
  { kernel, stride }: ConvolutionShape,
): Value {
  if (stride === 1) return convolve(g, gradient, turned(g, weight, kernel), { kernel, stride });
  const [n, , height, width] = imageDims(gradient);
  const pad = (kernel - 1) / 2;
  const inChannels = weight.dims[1] ?? 0;
  return g.one(
    'ConvTranspose',
    [gradient, weight],
    [n, inChannels, height * stride, width * stride],
    {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      output_padding: [stride - 1, stride - 1],
    },
  );
}

/** x shifted sideways by each kernel column, padded above and below: [n, k in, h + k - 1, w' / stride]. */
function shiftedSideways(g: GraphBuilder, x: Value, { kernel, stride }: ConvolutionShape): Value {
  const [n, channels, height, width] = imageDims(x);
  const pad = (kernel - 1) / 2;
  const columns = Array.from({ length: kernel }, (_, column) => {
    const left = pad - column;
    const pads = g.integers([0, 0, pad, left, 0, 0, pad, -left]);
    const shifted = g.one('Pad', [x, pads], [n, channels, height + 2 * pad, width]);
    return stride === 1 ? shifted : g.slice(shifted, [3], [0], [width / stride], [stride]);
  });
  return g.concat(columns, 1);
}

/** Up to so many rows of the unfolded input, all kernel rows go into one product: it would be too flat. */
const FEW_ROWS = 64;

/** Gradient by the weights, [out, in, k, k]. @param gradient by the output */
export function weightGradient(
  g: GraphBuilder,
  x: Value,
  gradient: Value,
  shape: ConvolutionShape,
): Value {
  const { kernel, stride } = shape;
  const [n, inChannels] = imageDims(x);
  const [, outChannels, height, width] = imageDims(gradient);
  const positions = height * width;
  const rows = g.reshape(gradient, [n, outChannels, positions]);
  const product = (unfolded: Value, count: number): Value => {
    const columns = g.transpose(g.reshape(unfolded, [n, count, positions]), [0, 2, 1]);
    return g.sum(g.matmul(rows, columns), [0]);
  };
  if (kernel === 1) {
    const sampled =
      stride === 1 ? x : g.slice(x, [2, 3], [0, 0], [height, width], [stride, stride]);
    return g.reshape(product(sampled, inChannels), [outChannels, inChannels, 1, 1]);
  }
  const shifted = shiftedSideways(g, x, shape);
  const kernelRows = Array.from({ length: kernel }, (_, row) =>
    g.slice(shifted, [2], [row], [height], [stride]),
  );
  const perRow = kernel * inChannels;
  const gradients =
    kernel * perRow <= FEW_ROWS
      ? product(g.concat(kernelRows, 1), kernel * perRow)
      : g.concat(
          kernelRows.map((unfolded) => product(unfolded, perRow)),
          1,
        );
  // The columns of the product are ordered [kernel row, kernel column, input channel].
  const ordered = g.reshape(gradients, [outChannels, kernel, kernel, inChannels]);
  return g.transpose(ordered, [0, 3, 1, 2]);
}
