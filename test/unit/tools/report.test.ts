import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../../src/methods/parameters';
import { samplingSchema } from '../../../src/methods/sampling';
import { contendersOf } from '../../../tools/results/contenders';
import { MEASURES, type Measures } from '../../../tools/results/measures';
import { reportMarkdown, type ReportInput, type ResultRow } from '../../../tools/results/report';
import { spreadOf, spreadText, verdictOf } from '../../../tools/results/spread';

const coverage = { id: 'coverage', label: 'Coverage', better: 'higher', digits: 3 } as const;
const frechet = { id: 'frechet', label: 'Fréchet', better: 'lower', digits: 0 } as const;

describe('spread over seeds', () => {
  it('is the mean and the sample standard deviation', () => {
    // 2, 4, 9: mean 5, squares 9 + 1 + 16 = 26, over 2.
    const spread = spreadOf([2, 4, 9]);
    expect(spread?.mean).toBe(5);
    expect(spread?.sd).toBeCloseTo(Math.sqrt(13), 12);
    expect(spreadText(coverage, spread)).toBe('5.000 ± 3.606');
  });

  it('is unknown for one seed, and the value for seeds without one', () => {
    expect(spreadOf([7])).toEqual({ mean: 7, sd: null, seeds: 1 });
    expect(spreadOf([7, null])).toBeNull();
    expect(spreadOf([])).toBeNull();
    expect(spreadText(coverage, null)).toBe('–');
  });

  it('moves with the values and scales with them', () => {
    const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(values, fc.double({ min: -50, max: 50, noNaN: true }), (list, by) => {
        const before = spreadOf(list);
        const after = spreadOf(list.map((value) => value + by));
        expect(after?.mean).toBeCloseTo((before?.mean ?? NaN) + by, 8);
        expect(after?.sd).toBeCloseTo(before?.sd ?? NaN, 8);
      }),
    );
  });
});

describe('an order', () => {
  const at = (mean: number, sd: number | null) => ({ mean, sd, seeds: sd === null ? 1 : 3 });

  it('holds or fails beyond the seeds, and is unclear within them', () => {
    expect(verdictOf(coverage, at(0.5, 0.1), at(0.2, 0.1))).toBe('holds');
    expect(verdictOf(coverage, at(0.2, 0.1), at(0.5, 0.1))).toBe('does not hold');
    expect(verdictOf(coverage, at(0.3, 0.1), at(0.2, 0.1))).toBe('unclear');
    expect(verdictOf(frechet, at(100, 5), at(200, 5))).toBe('holds');
  });

  it('is unclear where both read alike', () => {
    expect(verdictOf(coverage, at(0.50001, null), at(0.5, null))).toBe('unclear');
  });

  it('turned round says the opposite', () => {
    const spread = fc.record({
      mean: fc.double({ min: 0, max: 1, noNaN: true }),
      sd: fc.double({ min: 0, max: 0.2, noNaN: true }),
      seeds: fc.constant(3),
    });
    const opposite = { holds: 'does not hold', 'does not hold': 'holds', unclear: 'unclear' };
    fc.assert(
      fc.property(spread, spread, (a, b) => {
        expect(verdictOf(coverage, b, a)).toBe(opposite[verdictOf(coverage, a, b)]);
      }),
    );
  });
});

describe('a contender', () => {
  it('takes other values than its defaults, in their own types, and is named by them', () => {
    const [own] = contendersOf(['coda+alignment=0.2+alignmentWeight=run']);
    expect(own?.name).toBe('CoDA (alignment 0.2, alignmentWeight run)');
    expect(own?.parameters).toMatchObject({ alignment: 0.2, alignmentWeight: 'run' });
    const [cfg] = contendersOf(['coda+cfgScale=2+alignment=0.2+cfgTo=0.6']);
    expect(cfg?.name).toBe('CoDA (cfgScale 2, alignment 0.2, cfgTo 0.6)');
    expect(cfg?.sampling).toEqual({ cfgScale: 2, cfgTo: 0.6 });
    const [plain] = contendersOf(['coda']);
    expect(plain?.sampling).toEqual({});
    expect(plain?.parameters).toMatchObject({ alignment: 0.06, alignmentWeight: 'run' });
  });

  it('is refused where it has no such parameter, value or method', () => {
    expect(() => contendersOf(['coda+strength=1'])).toThrow(/no parameter "strength"; known are/);
    expect(() => contendersOf(['coda+alignment=7'])).toThrow(/Alignment/);
    expect(() => contendersOf(['coda+alignment=much'])).toThrow(/Alignment/);
    expect(() => contendersOf(['kip'])).toThrow(/no "kip" to compare/);
  });
});

describe('the report', () => {
  const measures = (value: number): Measures =>
    Object.fromEntries(MEASURES.map(({ id }) => [id, value])) as unknown as Measures;
  const row = (contender: string, seed: number, value: number): ResultRow => ({
    contender,
    seed,
    measures: measures(value),
  });
  const input = (rows: readonly ResultRow[], patch: Partial<ReportInput> = {}): ReportInput => ({
    command: 'npm run results -- --data x.tar',
    contenders: contendersOf(['random-real', 'plain', 'dmgd']),
    seeds: [0, 1],
    sampling: parseParameters(samplingSchema, {}),
    rows,
    control: measures(5),
    training: null,
    collection: 'x.tar',
    classes: [
      { name: 'tench', images: 7 },
      { name: 'church', images: 9 },
    ],
    pack: 'a pack',
    machine: 'A machine',
    problems: {},
    ...patch,
  });

  it('has a line a method, says what is missing, and judges from the numbers', () => {
    const rows = [row('random-real', 0, 2), row('random-real', 1, 2), row('plain', 0, 1)];
    const text = reportMarkdown(input(rows, { problems: { dmgd: 'It stumbled.' } }));
    expect(text).toContain('| Random real | 2.0 ± 0.0 | 2.0 ± 0.0 | 2.000 ± 0.000 |');
    expect(text).toContain('| Plain model (1 of 2 seeds) | 1.0 | 1.0 | 1.000 |');
    expect(text).toContain('Nothing was trained');
    expect(text).toContain('- Plain model: 1 of 2 seeds are made so far.');
    expect(text).toContain('It stumbled.');
    expect(text).toContain('7 to 9 images');
    expect(text).toContain('| *Control: class mean, repeated* | 5.0 | 5.0 | 5.000 |');
    // Lower everywhere: worse in coverage, better in distances.
    expect(text).toMatch(
      /\*\*Plain model over Random real\*\* does not hold for Accuracy %.*Coverage \(1\.000 against 2\.000 ± 0\.000\).*holds for Fréchet, Transport/,
    );
    expect(text).not.toContain('DMGD, official step over');
  });

  it('turns with the numbers', () => {
    const rows = [0, 1].flatMap((seed) => [row('random-real', seed, 1), row('plain', seed, 2)]);
    expect(reportMarkdown(input(rows))).toMatch(
      /\*\*Plain model over Random real\*\* does not hold for Fréchet.*holds for Accuracy %, Over random, Coverage/,
    );
  });
});
