import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeName, safeNames } from '../../../src/data/export/safe-name';

const wild = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(
      '.',
      '/',
      '\\',
      ' ',
      'a',
      'A',
      '<',
      ':',
      '\u0000',
      'é',
      'e\u0301',
      '_',
      '\ud800',
    ),
  }),
  fc.constantFrom(
    'con',
    'NUL.txt',
    'Com1',
    'lpt9 .x',
    '..',
    '',
    'x'.repeat(300),
    '\u{1f469}\u200d\u{1f52c}'.repeat(40),
  ),
);

describe('safe names', () => {
  it.each([
    ['tench', 'tench'],
    ['..', 'class'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['<img src=x onerror=alert(1)>', '_img src=x onerror=alert(1)_'],
    ['"quoted"', '_quoted_'],
    ['trailing.. ', 'trailing'],
    ['.hidden', 'hidden'],
    ['__MACOSX', '_MACOSX'],
    ['con', '_con'],
    ['Aux.jpg', '_Aux.jpg'],
    ['COM\u00b9', '_COM\u00b9'],
    ['console', 'console'],
    ['train/cat', 'train_cat'],
    ['e\u0301te\u0301', '\u00e9t\u00e9'],
    ['\u{1f40b} whale', '\u{1f40b} whale'],
    ['\u{1f469}\u200d\u{1f52c}', '\u{1f469}\u200d\u{1f52c}'],
    ['a\u202egpj', 'agpj'],
    ['line\nbreak', 'line_break'],
    ['鯨', '鯨'],
    ['', 'class'],
  ])('%j becomes %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });

  it('are names on every file system', () => {
    fc.assert(
      fc.property(wild, (name) => {
        const safe = safeName(name);
        expect(safe).toMatch(/^[^\p{Cc}<>:"/\\|?*]+$/u);
        expect(safe).toMatch(/^[^.\s]/u);
        expect(safe).toMatch(/[^.\s]$/u);
        expect(safe).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        expect(safe.isWellFormed() && safe === safe.normalize('NFC')).toBe(true);
        expect(new TextEncoder().encode(safe).length).toBeLessThanOrEqual(96);
        expect(safeName(safe)).toBe(safe);
      }),
      { numRuns: 2000 },
    );
  });

  it('stay different where case does not count', () => {
    fc.assert(
      fc.property(fc.uniqueArray(wild, { maxLength: 12 }), (names) => {
        const safe = safeNames(names);
        expect([...safe.keys()]).toEqual(names);
        const folded = [...safe.values()].map((name) => name.toLowerCase().normalize('NFC'));
        expect(new Set(folded).size).toBe(names.length);
      }),
    );
  });

  // Unicode's CaseFolding.txt (full), its decompositions, and what it says may be passed over.
  it.each([
    ['Cat', 'cat'],
    ['caf\u00e9', 'cafe\u0301'],
    ['CAFE\u0301', 'caf\u00e9'],
    ['Straße', 'STRASSE'],
    ['\u1e9e', 'ss'],
    ['\u017fea', 'sea'],
    ['\u212aelvin', 'kelvin'],
    ['\u03a3\u03b1\u03c2', '\u03c3\u03b1\u03c3'],
    ['\ufb01sh', 'fish'],
    ['\u01c4', '\u01c5'],
    ['\u00b5m', '\u03bcm'],
    ['\u2764\ufe0f', '\u2764'],
    ['co\u00adop', 'coop'],
  ])('%j and %j, which are one name on some disk, get different ones', (one, other) => {
    const [first = '', second = ''] = safeNames([one, other]).values();
    expect(first).toBe(safeName(one));
    expect(second).toBe(`${safeName(other)}_2`);
  });

  it('leave the first of two and number the others', () => {
    const safe = safeNames(['a/b', 'a_b', 'A:B', 'x'.repeat(200), 'x'.repeat(201)]);
    expect([...safe.values()]).toEqual([
      'a_b',
      'a_b_2',
      'A_B_3',
      'x'.repeat(96),
      `${'x'.repeat(94)}_2`,
    ]);
  });
});
