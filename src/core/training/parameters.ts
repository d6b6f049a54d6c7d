/**
 * The parameters of a network, and their places in one flat vector.
 *
 * A train step takes and gives the whole state as a few flat vectors (weights, momentum ...), so that an
 * optimiser is five operators whatever the network, and a checkpoint is two or three arrays. Matrices
 * (convolutions, the classifier) come first and vectors (biases, scales, shifts) after them, each in the
 * network's own order: RDED decays matrices only, which is then a prefix.
 */
import { CHANNELS, type Block, type ConvBlock, type Network } from './network';

export type ParameterRole = 'convolution' | 'matrix' | 'bias' | 'scale' | 'shift';

export interface Parameter {
  readonly name: string;
  readonly dims: readonly number[];
  readonly role: ParameterRole;
  /** Inputs and outputs that meet in one number: what its first values are scaled by. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** Of its first number in the flat vector. */
  readonly offset: number;
  readonly length: number;
}

export interface ParameterLayout {
  readonly parameters: readonly Parameter[];
  /** Numbers in all. */
  readonly length: number;
  /** Numbers that belong to matrices: the vector's beginning. */
  readonly matrixLength: number;
}

type Unplaced = Omit<Parameter, 'offset' | 'length'>;

function ofConvBlock(block: ConvBlock): Unplaced[] {
  const { conv, norm, inChannels, outChannels, kernel, bias } = block;
  const fanIn = inChannels * kernel * kernel;
  const fanOut = outChannels * kernel * kernel;
  const fans = { fanIn, fanOut };
  const weight: Unplaced = {
    name: `${conv}.weight`,
    dims: [outChannels, inChannels, kernel, kernel],
    role: 'convolution',
    ...fans,
  };
  const vector = (name: string, role: ParameterRole): Unplaced => ({
    name,
    dims: [outChannels],
    role,
    ...fans,
  });
  return [
    weight,
    ...(bias ? [vector(`${conv}.bias`, 'bias')] : []),
    vector(`${norm}.weight`, 'scale'),
    vector(`${norm}.bias`, 'shift'),
  ];
}

function ofBlock(block: Block): Unplaced[] {
  if (block.kind === 'conv') return ofConvBlock(block);
  const shortcut = block.shortcut === null ? [] : ofConvBlock(block.shortcut.block);
  return [...block.main.flatMap(ofConvBlock), ...shortcut];
}

/** Every parameter of a network with its place. */
export function parameterLayout(network: Network): ParameterLayout {
  const { classes, features, classifier } = network;
  const fans = { fanIn: features, fanOut: classes };
  const unplaced: Unplaced[] = [
    ...network.blocks.flatMap(ofBlock),
    { name: `${classifier}.weight`, dims: [classes, features], role: 'matrix', ...fans },
    { name: `${classifier}.bias`, dims: [classes], role: 'bias', ...fans },
  ];
  const isMatrix = ({ dims }: Unplaced) => dims.length > 1;
  const ordered = [
    ...unplaced.filter(isMatrix),
    ...unplaced.filter((parameter) => !isMatrix(parameter)),
  ];
  let offset = 0;
  let matrixLength = 0;
  const parameters = ordered.map((parameter): Parameter => {
    const length = parameter.dims.reduce((product, dim) => product * dim, 1);
    const placed = { ...parameter, offset, length };
    offset += length;
    if (isMatrix(parameter)) matrixLength = offset;
    return placed;
  });
  return { parameters, length: offset, matrixLength };
}

/** Length of one image's pixels, [3, side, side]. */
export function pixelLength(side: number): number {
  return CHANNELS * side * side;
}
