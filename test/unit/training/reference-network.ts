/**
 * The networks in plain float64 loops, written from their description and sharing no code with the graphs:
 * what finite differences are taken of.
 */
import type { Block, ConvBlock, Network } from '../../../src/core/training/network';
import { parameterLayout } from '../../../src/core/training/parameters';

/** [channels, side, side] of one image. */
interface Maps {
  readonly data: Float64Array;
  readonly channels: number;
  readonly side: number;
}

/** What a network's blocks share. */
interface Parts {
  readonly parameter: (name: string) => Float64Array;
  /** Hears what goes into each ReLU. */
  readonly heard: (inputs: Float64Array) => void;
}

function convolve(
  x: Maps,
  weight: Float64Array,
  bias: Float64Array | null,
  block: ConvBlock,
): Maps {
  const { kernel, stride, outChannels } = block;
  const pad = (kernel - 1) / 2;
  const side = x.side / stride;
  const data = new Float64Array(outChannels * side * side);
  for (let o = 0; o < outChannels; o++) {
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        let sum = bias?.[o] ?? 0;
        for (let i = 0; i < x.channels; i++) {
          for (let ky = 0; ky < kernel; ky++) {
            for (let kx = 0; kx < kernel; kx++) {
              const y = row * stride + ky - pad;
              const z = column * stride + kx - pad;
              if (y < 0 || z < 0 || y >= x.side || z >= x.side) continue;
              const w = weight[((o * x.channels + i) * kernel + ky) * kernel + kx] ?? 0;
              sum += w * (x.data[(i * x.side + y) * x.side + z] ?? 0);
            }
          }
        }
        data[(o * side + row) * side + column] = sum;
      }
    }
  }
  return { data, channels: outChannels, side };
}

function normalise(x: Maps, scale: Float64Array, shift: Float64Array): Maps {
  const positions = x.side * x.side;
  const data = new Float64Array(x.data.length);
  for (let c = 0; c < x.channels; c++) {
    const map = x.data.subarray(c * positions, (c + 1) * positions);
    const mean = map.reduce((a, b) => a + b, 0) / positions;
    const variance = map.reduce((a, b) => a + (b - mean) ** 2, 0) / positions;
    for (let i = 0; i < positions; i++) {
      const unit = ((map[i] ?? 0) - mean) / Math.sqrt(variance + 1e-5);
      data[c * positions + i] = unit * (scale[c] ?? 0) + (shift[c] ?? 0);
    }
  }
  return { ...x, data };
}

function relu(x: Maps, { heard }: Parts): Maps {
  heard(x.data);
  return { ...x, data: x.data.map((value) => Math.max(value, 0)) };
}

function pool(x: Maps, size: number): Maps {
  const side = x.side / size;
  const data = new Float64Array(x.channels * side * side);
  for (let i = 0; i < x.data.length; i++) {
    const c = Math.floor(i / (x.side * x.side));
    const y = Math.floor(i / x.side) % x.side;
    const cell = (c * side + Math.floor(y / size)) * side + Math.floor((i % x.side) / size);
    data[cell] = (data[cell] ?? 0) + (x.data[i] ?? 0) / (size * size);
  }
  return { data, channels: x.channels, side };
}

function convBlock(x: Maps, block: ConvBlock, parts: Parts): Maps {
  const { parameter } = parts;
  const bias = block.bias ? parameter(`${block.conv}.bias`) : null;
  const y = convolve(x, parameter(`${block.conv}.weight`), bias, block);
  const z = normalise(y, parameter(`${block.norm}.weight`), parameter(`${block.norm}.bias`));
  return pool(block.relu ? relu(z, parts) : z, block.pool);
}

function anyBlock(x: Maps, block: Block, parts: Parts): Maps {
  if (block.kind === 'conv') return convBlock(x, block, parts);
  const main = block.main.reduce((maps, inner) => convBlock(maps, inner, parts), x);
  const { shortcut } = block;
  const side = shortcut ? convBlock(pool(x, shortcut.pool), shortcut.block, parts) : x;
  const data = main.data.map((value, i) => value + (side.data[i] ?? 0));
  return relu({ ...main, data }, parts);
}

/** Logits of one image, [classes]. @param weights flat, in float64 */
export function referenceLogits(
  network: Network,
  weights: Float64Array,
  pixels: Float64Array,
  heard: Parts['heard'] = () => undefined,
): Float64Array {
  const places = new Map(parameterLayout(network).parameters.map((p) => [p.name, p]));
  const parameter: Parts['parameter'] = (name) => {
    const place = places.get(name);
    if (!place) throw new Error(`no parameter ${name}`);
    return weights.subarray(place.offset, place.offset + place.length);
  };
  let maps: Maps = { data: pixels, channels: 3, side: network.side };
  for (const block of network.blocks) maps = anyBlock(maps, block, { parameter, heard });
  const { data: features } = network.globalPool ? pool(maps, maps.side) : maps;
  const matrix = parameter(`${network.classifier}.weight`);
  const bias = parameter(`${network.classifier}.bias`);
  return Float64Array.from({ length: network.classes }, (_, c) =>
    features.reduce(
      (sum, value, i) => sum + value * (matrix[c * features.length + i] ?? 0),
      bias[c] ?? 0,
    ),
  );
}

export interface ReferenceBatch {
  readonly rows: number;
  readonly pixels: Float64Array;
  readonly targets: Float64Array;
  readonly weights: Float64Array;
}

/** sum_i w_i (-sum_c t_ic log softmax(z_i / T)_c) */
export function referenceLoss(
  network: Network,
  weights: Float64Array,
  { rows, pixels, targets, weights: rowWeights }: ReferenceBatch,
  temperature: number,
): number {
  const length = pixels.length / rows;
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    const image = pixels.subarray(row * length, (row + 1) * length);
    const logits = referenceLogits(network, weights, image).map((z) => z / temperature);
    const largest = Math.max(...logits);
    const norm = largest + Math.log(logits.reduce((sum, z) => sum + Math.exp(z - largest), 0));
    logits.forEach((z, c) => {
      const target = targets[row * network.classes + c] ?? 0;
      loss -= (rowWeights[row] ?? 0) * target * (z - norm);
    });
  }
  return loss;
}

/** What goes into the ReLUs, of all images. */
export function reluInputs(
  network: Network,
  weights: Float64Array,
  { rows, pixels }: ReferenceBatch,
): Float64Array {
  const length = pixels.length / rows;
  const all: Float64Array[] = [];
  for (let row = 0; row < rows; row++) {
    const image = pixels.subarray(row * length, (row + 1) * length);
    referenceLogits(network, weights, image, (inputs) => all.push(inputs));
  }
  return Float64Array.from(all.flatMap((inputs) => [...inputs]));
}
