import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressText,
  isStep,
  NOWHERE,
  parseAddress,
  runWord,
  type Address,
} from '../../../src/studio/address/address';

const position = fc.option(fc.nat(99_999), { nil: null });
const addresses: fc.Arbitrary<Address> = fc
  .record({
    tab: fc.option(fc.constantFrom('explore', 'distil', 'compare', 'evaluate'), { nil: null }),
    folder: fc.option(fc.string({ unit: 'grapheme', minLength: 1 }), { nil: null }),
    run: fc.option(fc.stringMatching(/^[0-9a-f]{12}$/), { nil: null }),
    image: position,
    real: position,
    large: fc.boolean(),
  })
  .map((address) => ({ ...address, large: address.large && address.image !== null }));

describe('an address', () => {
  it('is read as it was written, whatever a class is called', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        expect(parseAddress(addressText(address))).toEqual(address);
      }),
    );
  });

  it('is readable, counts images from 1, and is empty for nowhere', () => {
    const address = { ...NOWHERE, tab: 'distil', folder: 'a b', image: 2, large: true } as const;
    expect(addressText(address)).toBe('#tab=distill&class=a+b&image=3&view=large');
    expect(addressText(NOWHERE)).toBe('');
  });

  it.each([
    '#tab=nowhere',
    '#image=0',
    '#image=-3',
    '#image=x',
    '#run=../x',
    '#view=large',
    '#%',
    '',
  ])('that says nothing of use leads nowhere: %s', (text) => {
    expect(parseAddress(text)).toEqual(NOWHERE);
  });

  it('calls a run by its hash, or by its handle until it has one', () => {
    expect(runWord({ hash: 'a'.repeat(64), id: 'b'.repeat(32) })).toBe('a'.repeat(12));
    expect(runWord({ hash: null, id: 'b'.repeat(32) })).toBe('b'.repeat(12));
  });

  it('is a step back in history for everything but the next image', () => {
    const from = { ...NOWHERE, tab: 'distil', folder: 'a', image: 1 } as const;
    expect(isStep(from, { ...from, image: 2 })).toBe(false);
    expect(isStep(from, { ...from, image: null })).toBe(true);
    expect(isStep(from, { ...from, large: true })).toBe(true);
    expect(isStep(from, { ...from, folder: 'b' })).toBe(true);
  });
});
