import { describe, expect, it } from 'vitest';
import { networkCost } from '../../../src/core/training/cost';
import { describeNetwork, networkName } from '../../../src/core/training/describe-network';
import { initialWeights } from '../../../src/core/training/initialise';
import type { NetworkSpec } from '../../../src/core/training/network';
import { parameterLayout } from '../../../src/core/training/parameters';

const count = (spec: NetworkSpec, side: number) =>
  parameterLayout(describeNetwork(spec, { side, classes: 10 })).length;

describe('parameters', () => {
  it('of ConvNet-3 are as many as the layers have', () => {
    // 3x3 kernels and biases, a scale and a shift a channel, 128 * 4 * 4 features to 10 classes.
    const convolutions = 128 * 3 * 9 + 2 * 128 * 128 * 9 + 3 * 128;
    const expected = convolutions + 3 * 2 * 128 + 128 * 16 * 10 + 10;
    expect(count({ kind: 'convnet', depth: 3, width: 128 }, 32)).toBe(expected);
  });

  it('of ResNet-18 are those of the original, whose intro has 7x7 kernels and which has 1000 classes', () => {
    // torchvision's resnet18: 11,689,512 parameters.
    const network = describeNetwork(
      { kind: 'resnet', depth: 18, width: 64 },
      { side: 224, classes: 1000 },
    );
    expect(parameterLayout(network).length).toBe(11_689_512);
  });

  it('of ResNetAP and ResNet are equally many', () => {
    const sizes = (['resnet', 'resnet-ap'] as const).map((kind) =>
      count({ kind, depth: 10, width: 64 }, 64),
    );
    expect(sizes[0]).toBe(sizes[1]);
  });

  it('place matrices before vectors, without gaps', () => {
    const network = describeNetwork(
      { kind: 'resnet', depth: 18, width: 4 },
      { side: 32, classes: 5 },
    );
    const { parameters, length, matrixLength } = parameterLayout(network);
    let end = 0;
    for (const parameter of parameters) {
      expect(parameter.offset).toBe(end);
      expect(parameter.dims.length > 1).toBe(parameter.offset < matrixLength);
      end += parameter.length;
    }
    expect(end).toBe(length);
    expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length);
  });
});

describe('sides', () => {
  it('that do not halve evenly are refused with those that do', () => {
    const spec: NetworkSpec = { kind: 'convnet', depth: 3, width: 8 };
    expect(() => describeNetwork(spec, { side: 30, classes: 10 })).toThrow(/24 or 32/);
    expect(() => describeNetwork(spec, { side: 4, classes: 10 })).toThrow(/Train at 8/);
  });

  it('and widths that are no whole numbers are refused', () => {
    const spec: NetworkSpec = { kind: 'convnet', depth: 3, width: 0 };
    expect(() => describeNetwork(spec, { side: 32, classes: 10 })).toThrow(
      /width of the network is 0/,
    );
  });
});

describe('cost', () => {
  it('of ConvNet-3, width 128, 64 pixels is 406 MFLOP an image forward', () => {
    // 2 * 9 * positions * in * out a convolution: 64^2, 32^2 and 16^2 positions; 8192 features.
    const expected = 18 * (64 ** 2 * 3 * 128 + (32 ** 2 + 16 ** 2) * 128 * 128) + 2 * 128 * 64 * 10;
    const network = describeNetwork(
      { kind: 'convnet', depth: 3, width: 128 },
      { side: 64, classes: 10 },
    );
    const { forward, backward } = networkCost(network);
    expect(forward).toBe(expected);
    expect(Math.round(forward / 1e6)).toBe(406);
    // Twice the forward pass, without the gradient by the pixels.
    expect(backward).toBe(2 * expected - 18 * 64 ** 2 * 3 * 128);
  });

  it('of a shortcut counts after its pooling', () => {
    const ap = networkCost(
      describeNetwork({ kind: 'resnet-ap', depth: 10, width: 64 }, { side: 32, classes: 10 }),
    );
    const strided = networkCost(
      describeNetwork({ kind: 'resnet', depth: 10, width: 64 }, { side: 32, classes: 10 }),
    );
    // They differ by the first convolution of stages 2 to 4, at four times the positions.
    const first = [1, 2, 3].map(
      (stage) => 18 * (64 * 2 ** (stage - 1)) * (64 * 2 ** stage) * (32 / 2 ** stage) ** 2,
    );
    expect(ap.forward - strided.forward).toBe(3 * first.reduce((a, b) => a + b, 0));
  });
});

describe('first weights', () => {
  const network = describeNetwork(
    { kind: 'convnet', depth: 2, width: 32 },
    { side: 16, classes: 10 },
  );
  const part = (name: string, seed = 1) => {
    const place = parameterLayout(network).parameters.find((p) => p.name === name);
    if (!place) throw new Error(name);
    return initialWeights(network, seed).subarray(place.offset, place.offset + place.length);
  };

  it("are torch's uniform numbers in +-1 / sqrt(fan in)", () => {
    const kernel = part('conv1.weight');
    const bound = 1 / Math.sqrt(32 * 9);
    expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(Math.fround(bound));
    const variance = kernel.reduce((sum, w) => sum + w * w, 0) / kernel.length;
    // Of a uniform number: bound^2 / 3; 9,216 numbers are within 5 % with room to spare.
    expect(variance / (bound ** 2 / 3)).toBeCloseTo(1, 1);
    expect([...part('norm0.weight')]).toEqual(Array.from({ length: 32 }, () => 1));
    expect([...part('norm0.bias')]).toEqual(Array.from({ length: 32 }, () => 0));
  });

  it('depend on the seed alone', () => {
    expect(part('conv0.weight')).toEqual(part('conv0.weight'));
    expect(part('conv0.weight', 2)).not.toEqual(part('conv0.weight', 1));
  });
});

it('names networks as the tables do', () => {
  expect(networkName({ kind: 'convnet', depth: 3, width: 128 })).toBe('ConvNet-3');
  expect(networkName({ kind: 'convnet', depth: 3, width: 32 })).toBe('ConvNet-3 (width 32)');
  expect(networkName({ kind: 'resnet-ap', depth: 10, width: 64 })).toBe('ResNetAP-10');
});
