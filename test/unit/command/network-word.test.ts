import { expect, it } from 'vitest';
import { networkOf } from '../../../src/command/network-word';
import { quick } from '../../../src/core/training/protocols/quick';

it('a network is named as evaluate.py names it, as wide as in the papers', () => {
  const named = (word?: string, width?: string) => networkOf(quick.network, word, width);
  expect(named()).toEqual(quick.network);
  expect(named(undefined, '16')).toEqual({ ...quick.network, width: 16 });
  expect(named('convnet-4')).toEqual({ kind: 'convnet', depth: 4, width: 128 });
  expect(named('ResNet-AP-10')).toEqual({ kind: 'resnet-ap', depth: 10, width: 64 });
  expect(named('resnet-18', '32')).toEqual({ kind: 'resnet', depth: 18, width: 32 });
});
