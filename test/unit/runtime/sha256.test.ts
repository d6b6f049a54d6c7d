import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Sha256 } from '../../../src/core/formats/sha256';
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

it('reads a blob in pieces and reports each', async () => {
  const bytes = Uint8Array.from({ length: 5_000_000 }, (_, i) => i * i);
  const seen: number[] = [];
  expect(await sha256OfBlob(new Blob([bytes]), (read) => seen.push(read))).toBe(reference(bytes));
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.at(-1)).toBe(5_000_000);
});

it('stops when it is cancelled', async () => {
  const abort = new AbortController();
  abort.abort();
  const digest = sha256OfBlob(new Blob(['x']), undefined, abort.signal);
  await expect(digest).rejects.toMatchObject({ code: 'Aborted' });
});
