import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { Sha256 } from '../../../src/core/formats/sha256';
import { sha256Of } from '../../../src/core/formats/sha256-of';
import { sha256OfBlob } from '../../../src/runtime/sha256';

const reference = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

it('agrees with the platform however the message is cut', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.array(fc.nat(400), { maxLength: 5 }),
      (message, cuts) => {
        const hash = new Sha256();
        let start = 0;
        for (const cut of cuts.map((at) => Math.min(at, message.length)).sort((a, b) => a - b)) {
          hash.update(message.subarray(start, cut));
          start = cut;
        }
        expect(hash.update(message.subarray(start)).hex()).toBe(reference(message));
      },
    ),
  );
});

it('is right around every block boundary', () => {
  for (let length = 50; length < 140; length++) {
    const message = Uint8Array.from({ length }, (_, i) => i * 7);
    expect(new Sha256().update(message).hex()).toBe(reference(message));
  }
});

it('is by our own code where the platform has none', async () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i);
  vi.stubGlobal('crypto', undefined);
  const digest = sha256Of(bytes);
  vi.unstubAllGlobals();
  expect(await digest).toBe(reference(bytes));
});

it('reads a moderate blob at once', async () => {
  const bytes = new Uint8Array(5_000_000).fill(7);
  const seen: number[] = [];
  expect(await sha256OfBlob(new Blob([bytes]), (read) => seen.push(read))).toBe(reference(bytes));
  expect(seen).toEqual([5_000_000]);
});

it('reads a large blob in pieces and reports each', async () => {
  const pieces = Array.from({ length: 9 }, (_, i) => new Uint8Array(2 ** 23).fill(i));
  const hash = createHash('sha256');
  for (const one of pieces) hash.update(one);
  const seen: number[] = [];
  const digest = await sha256OfBlob(new Blob(pieces), (read) => seen.push(read));
  expect(digest).toBe(hash.digest('hex'));
  expect(seen.length).toBeGreaterThan(9);
  expect(seen.at(-1)).toBe(9 * 2 ** 23);
});

it('stops when it is cancelled', async () => {
  const abort = new AbortController();
  abort.abort();
  const digest = sha256OfBlob(new Blob(['x']), undefined, abort.signal);
  await expect(digest).rejects.toMatchObject({ code: 'Aborted' });
});
