/** From a family and its sizes to the network itself. */
import { StillroomError } from '../errors';
import type { Network, NetworkInput, NetworkSpec } from './network';
import { convNet } from './networks/convnet';
import { resNet } from './networks/resnet';
import { resNetAp } from './networks/resnet-ap';

function requireWhole(label: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new StillroomError(
    'BadParameter',
    `${label} is ${value}; it must be a whole number of at least ${least}.`,
  );
}

/**
 * The network for images of a side and a number of classes.
 * @throws StillroomError BadParameter when the side can't be halved as often as the network does
 */
export function describeNetwork(spec: NetworkSpec, input: NetworkInput): Network {
  requireWhole('The width of the network', spec.width, 1);
  requireWhole('The depth of the network', spec.depth, 1);
  requireWhole('The number of classes', input.classes, 2);
  requireWhole('The side of the images', input.side, 1);
  switch (spec.kind) {
    case 'convnet':
      return convNet(spec, input);
    case 'resnet-ap':
      return resNetAp(spec, input);
    case 'resnet':
      return resNet(spec, input);
    default:
      return spec satisfies never;
  }
}

/** Its name in tables: "ConvNet-3 (width 128)", "ResNetAP-10". */
export function networkName({ kind, depth, width }: NetworkSpec): string {
  const family = { convnet: 'ConvNet', 'resnet-ap': 'ResNetAP', resnet: 'ResNet' }[kind];
  const usual = kind === 'convnet' ? 128 : 64;
  return `${family}-${depth}${width === usual ? '' : ` (width ${width})`}`;
}
