import { describe, expect, it } from 'vitest';
import { byName, noNames, ownNames, withName, type ByName } from '../../../src/core/by-name';
import { ODD_NAMES } from '../../support/odd-names';

const numbered = (): ByName<number> => new Map(ODD_NAMES.map((name, i) => [name, i]));

describe('values by names', () => {
  it('know no name that nobody gave them', () => {
    for (const name of ODD_NAMES) expect(byName({ fox: 1 }).get(name)).toBeUndefined();
  });

  it('keep every name, in its place', () => {
    let values: ByName<number> = noNames();
    ODD_NAMES.forEach((name, i) => {
      values = withName(values, name, i);
    });
    expect([...values]).toEqual([...numbered()]);
    expect([...withName(values, '__proto__', 40).keys()]).toEqual(ODD_NAMES);
    expect(withName(values, '__proto__', 40).get('__proto__')).toBe(40);
    expect(values.get('__proto__')).toBe(ODD_NAMES.indexOf('__proto__'));
  });

  it('go into JSON and come back whole', () => {
    const text = JSON.stringify(ownNames(numbered()));
    expect([...byName(JSON.parse(text) as Record<string, number>)]).toEqual([...numbered()]);
  });

  it('cannot be indexed', () => {
    const values = numbered();
    // @ts-expect-error the compiler refuses what a plain object would answer with a function
    expect(values['constructor' as string]).toBe(Map);
  });
});
