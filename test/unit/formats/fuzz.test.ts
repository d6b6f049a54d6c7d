/**
 * Manifests with any member changed, taken away or put in twice, and with damaged texts: reading ends in a
 * StillroomError, or in a manifest that holds what its type says, with every number in bounds.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StillroomError } from '../../../src/core/errors';
import { parseManifestText } from '../../../src/core/formats/manifest';
import { effort, patience } from '../../support/fuzz-effort';
import { ODD_NAMES } from '../../support/odd-names';
import { manifest } from '../../support/sample-recipe';
import { altered } from './altered';

/** Beside a method's parameters, which their schema bounds where the method is known. */
const LARGEST = 1e12;

type Path = readonly (string | number)[];

/** The paths of all members, at any depth. */
function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys: readonly (string | number)[] = Array.isArray(value)
    ? value.map((_, i) => i)
    : Object.keys(value);
  return keys.flatMap((key) => {
    const path = [...at, key];
    return [path, ...pathsOf((value as Record<string | number, unknown>)[key], path)];
  });
}

function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersOf);
}

const paths = pathsOf(manifest);
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, '', [], {}, [[]], -1, 0.5, 4_000_000_000, 1e15),
  fc.constantFrom(1e300, -1e300, 2 ** 53, ...ODD_NAMES, '../../x', '\u0000', '\uD800'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string(),
  fc.jsonValue({ maxDepth: 2 }),
);

function read(text: string): void {
  try {
    const found = parseManifestText(text);
    const { recipe: _, ...rest } = found as typeof manifest;
    for (const number of numbersOf(rest)) expect(Math.abs(number)).toBeLessThanOrEqual(LARGEST);
  } catch (error) {
    expect(error).toBeInstanceOf(StillroomError);
    expect((error as StillroomError).message).toMatch(/\S+ .*\./);
  }
}

describe('a manifest that somebody else wrote', () => {
  it(
    'with members that are anything',
    () => {
      const changes = fc.array(fc.tuple(fc.constantFrom(...paths), odd), {
        minLength: 1,
        maxLength: 3,
      });
      fc.assert(
        fc.property(changes, (all) => {
          let value: object = manifest;
          for (const [path, member] of all) {
            const there = pathsOf(value).some((one) => one.join('/') === path.join('/'));
            if (there) value = altered(value, path, member) as object;
          }
          read(JSON.stringify(value));
        }),
        effort(300, 9),
      );
    },
    patience(60_000),
  );

  it(
    'with a damaged text',
    () => {
      const text = JSON.stringify(manifest);
      const place = fc.nat(text.length);
      const piece = fc.oneof(fc.string(), fc.constantFrom('"__proto__":', '1e999', '[', '}', ',,'));
      fc.assert(
        fc.property(place, place, piece, (one, two, put) => {
          const [from, to] = [Math.min(one, two), Math.max(one, two)];
          read(text.slice(0, from) + put + text.slice(to));
          read(text.slice(0, from) + put + text.slice(from));
        }),
        effort(300, 10),
      );
    },
    patience(60_000),
  );
});
