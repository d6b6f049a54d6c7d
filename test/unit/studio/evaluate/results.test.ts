import { describe, expect, it } from 'vitest';
import {
  confusionsOf,
  MOST_CLASSES,
  shownLabels,
  worstClass,
  type Confusions,
} from '../../../../src/studio/evaluate/confusion';
import { accuracyCurves, lossCurves } from '../../../../src/studio/evaluate/curveLines';
import { evaluationMarkdown } from '../../../../src/studio/evaluate/evaluationMarkdown';
import { findings } from '../../../../src/studio/evaluate/findings';
import { differenceText, points, spreadText } from '../../../../src/studio/evaluate/percent';
import type { SetReport } from '../../../../src/run/evaluation/report';
import { reportFacts } from '../../../../src/studio/evaluate/reportFacts';
import { resultTable } from '../../../../src/studio/evaluate/resultTable';
import { random, report, set, training } from './some-report';

const good = set('good', 'run', [training(0, [8, 8, 8]), training(1, [9, 8, 7])], random);
const alike = set('alike', 'run', [training(0, [4, 5, 4]), training(1, [4, 3, 4])], random);
const whole = report([set('random', 'random', random), good, alike]);

function cell(table: ReturnType<typeof resultTable>, row: string, column: string) {
  const at = table.columns.findIndex(({ id }) => id === column);
  return table.rows.find(({ id }) => id === row)?.cells[at];
}

describe('numbers', () => {
  it('are percent with one decimal, and a single repeat has no spread', () => {
    expect(spreadText({ mean: 0.4234, deviation: 0.0119, count: 3 })).toBe('42.3 ± 1.2');
    expect(spreadText({ mean: 0.4234, deviation: 0, count: 1 })).toBe('42.3');
    expect(spreadText(null)).toBe('–');
  });

  it('of differences carry their sign and interval', () => {
    expect(points(-0.004)).toBe('−0.4');
    expect(points(0.0001)).toBe('0.0');
    const interval = [-0.003, 0.045] as const;
    expect(differenceText({ mean: 0.021, interval, count: 3 })).toBe('+2.1 (−0.3 to +4.5)');
    expect(differenceText({ mean: 0.021, interval: null, count: 1 })).toBe('+2.1');
  });
});

describe('the table of sets', () => {
  const table = resultTable(whole, 2);

  it('keeps the last epoch and the best on the way apart', () => {
    expect(cell(table, 'good', 'accuracy')?.text).toBe('80.0 ± 0.0');
    expect(cell(table, 'good', 'best')?.text).toBe('90.0 ± 0.0');
    expect(table.columns.find(({ id }) => id === 'best')?.label).toBe('Best on the way');
  });

  it('pairs with random by repeat', () => {
    // 24 / 30 against 12 / 30, twice: forty points with no spread.
    expect(cell(table, 'good', 'overRandom')?.text).toBe('+40.0 (+40.0 to +40.0)');
    expect(cell(table, 'random', 'overRandom')?.text).toBe('is random');
  });

  it('marks the best set, and nobody where all read the same', () => {
    expect(cell(table, 'good', 'accuracy')?.best).toBe(true);
    expect(cell(table, 'alike', 'accuracy')?.best).toBe(false);
    const one = resultTable(report([good]), 2);
    expect(cell(one, 'good', 'accuracy')?.best).toBe(false);
  });

  it('marks none among sets of unequal sizes, and all real images are no rival', () => {
    const larger = { ...good, imagesPerClass: 5 };
    const unequal = resultTable(report([set('random', 'random', random), larger, alike]), 2);
    for (const { cells } of unequal.rows) expect(cells.some(({ best }) => best)).toBe(false);
    const full = set('full', 'full', [training(0, [9, 9, 9]), training(1, [9, 9, 9])]);
    const beside = resultTable(report([full, good, alike]), 2);
    expect(cell(beside, 'good', 'accuracy')?.best).toBe(true);
  });

  it('has columns for all real images and for robustness only where they are known', () => {
    const ids = table.columns.map(({ id }) => id);
    expect(ids).not.toContain('belowFull');
    expect(ids).not.toContain('robustness');
    const below = { mean: 0.1, interval: null, count: 1 };
    const robustness = { mean: 0.61, deviation: 0.02, count: 2 };
    const more = resultTable(report([{ ...good, belowFull: below, robustness }]), 2);
    expect(cell(more, 'good', 'belowFull')?.text).toBe('+10.0');
    expect(cell(more, 'good', 'robustness')?.text).toBe('0.61 ± 0.02');
  });

  it('says of the augmentation-robust score what random images have on its scale', () => {
    const robustness = { mean: 0.61, deviation: 0.02, count: 2 };
    const { columns } = resultTable(report([{ ...good, robustness }]), 2);
    const definition = columns.find(({ id }) => id === 'robustness')?.definition;
    // DD-Ranking's scale at no improvement: (e^0 - e^-1)/(e - e^-1).
    const none = (1 - Math.exp(-1)) / (Math.E - Math.exp(-1));
    expect(definition).toContain(`random real images have ${none.toFixed(2)}`);
  });

  it('says why a set cannot be trained on', () => {
    const lost = { ...set('lost', 'run', []), problem: 'Image 1 is no longer kept.' };
    const row = resultTable(report([lost]), 2).rows[0];
    expect(row?.problem).toBe('Image 1 is no longer kept.');
    expect(row?.cells.map(({ text }) => text)).not.toContain('0.0');
  });
});

describe('what stands over the table', () => {
  it('names the sets whose images count by shares', () => {
    const weights = (sets: readonly SetReport[]) =>
      reportFacts(report(sets), 2).find(({ name }) => name === 'Weights')?.value;
    const shared = { ...good, weights: 'share' as const };
    expect(weights([shared])).toBe('share of its class: Run good');
    expect(weights([good, shared])).toBe('share of its class: Run good; the other sets equal');
  });

  it('names split, protocol, network, side, labels, repeats and backend', () => {
    const facts = new Map(reportFacts(whole, 2).map(({ name, value }) => [name, value]));
    expect(facts.get('Split')).toBe(
      '30 held-out images: 10 % of each class, by content, 3 classes',
    );
    expect(facts.get('Protocol')).toBe('Quick, 120 epochs');
    expect(facts.get('Network')).toBe('ConvNet-3 (width 32)');
    expect(facts.get('Side')).toBe('32 px');
    expect(facts.get('Labels')).toBe('hard');
    expect(facts.get('Weights')).toBe('equal');
    expect(facts.get('Backend')).toBe('processor (WASM)');
  });
});

describe('the sentences', () => {
  const said = (sets: Parameters<typeof report>[0], repeats = 2) =>
    findings(report(sets), repeats).map(({ text, isClear }) => [isClear, text] as const);

  it('call a difference clear when its interval leaves zero out', () => {
    expect(said([good])[0]).toEqual([
      true,
      'Run good trains better than 2 random real images a class: +40.0 points (95 % interval +40.0 to +40.0, 2 repeats).',
    ]);
  });

  it('call it open when zero lies in it', () => {
    const [open] = said([alike]);
    expect(open?.[0]).toBe(false);
    expect(open?.[1]).toMatch(/^Not clear at 2 repeats whether Run alike trains better/);
  });

  it('claim nothing from a single repeat', () => {
    const single = set('single', 'run', [training(0, [9, 9, 9])], random);
    const [one] = said([single], 1);
    expect(one?.[0]).toBe(false);
    expect(one?.[1]).toContain('says nothing about chance');
  });

  it('says the sizes of two runs that differ in them', () => {
    const larger = { ...good, imagesPerClass: 5 };
    const texts = findings(report([larger, alike]), 2).map(({ text }) => text);
    expect(texts.join(' ')).toContain(
      'Run good (5 images a class) trains better than Run alike (2 images a class): ',
    );
  });

  it('set the best two runs against each other', () => {
    const worse = set('worse', 'run', [training(0, [5, 5, 5]), training(1, [5, 5, 5])], random);
    const better = 'Run good trains better than Run worse: +30.0 points';
    expect(said([worse, good]).some(([clear, text]) => clear && text.startsWith(better))).toBe(
      true,
    );
    // Two repeats whose differences are 11 and 13 images of 30 leave a wide interval.
    const open = 'Not clear at 2 repeats whether Run good trains better than Run alike';
    expect(said([alike, good]).some(([, text]) => text.startsWith(open))).toBe(true);
  });

  it('say how coarse few held-out images are, and that repeats are missing', () => {
    const texts = said([good], 5).map(([, text]) => text);
    expect(texts.some((text) => text.includes('30 images: a single one is 3.3 points'))).toBe(true);
    expect(texts.at(-1)).toContain('Not all repeats are finished');
  });
});

/** Of 300 images of class i, i are named rightly and the others taken for the last class. */
function tableOf(classes: number): Confusions {
  const confusion = new Uint32Array(classes * classes);
  for (let row = 0; row < classes; row++) {
    confusion[(row + 1) * classes - 1] = 300 - row;
    confusion[row * classes + row] = (confusion[row * classes + row] ?? 0) + row;
  }
  const one = {
    ...training(0, [5, 5, 5]),
    confusion,
    classAccuracy: Array.from({ length: classes }, () => 0),
  };
  const found = confusionsOf(set('many', 'run', [one]));
  if (found === null) throw new Error('there is a training');
  return found;
}

describe('the confusions', () => {
  it('are summed over the repeats, and the worst class is the one that is named rightly least', () => {
    const confusions = confusionsOf(set('a', 'run', random));
    if (confusions === null) throw new Error('there are trainings');
    expect([confusions.at(0, 0), confusions.at(0, 1), confusions.at(0, 2)]).toEqual([9, 11, 0]);
    expect(confusions.accuracy(2)).toBeCloseTo(7 / 20);
    expect(worstClass(confusions)).toEqual({
      label: 2,
      accuracy: 7 / 20,
      takenFor: { label: 0, share: 13 / 20 },
    });
  });

  it('are shown of all classes, or of many of those that are named rightly least', () => {
    expect(shownLabels(tableOf(MOST_CLASSES))).toHaveLength(MOST_CLASSES);
    // Class i is named rightly i times of 300: the table has the first of them, and what they lose to the others.
    const many = tableOf(300);
    expect(shownLabels(many)).toEqual(Array.from({ length: MOST_CLASSES }, (_, i) => i));
    expect([many.of(2), many.at(2, 2), many.at(2, 299)]).toEqual([300, 2, 298]);
  });

  it('are none before the first training', () => {
    expect(confusionsOf(set('a', 'run', []))).toBeNull();
  });
});

describe('the curves', () => {
  it('are one line a repeat, with the one under way in its place', () => {
    const live = {
      set: 'a',
      repeat: 1,
      epochs: 3,
      losses: [{ epoch: 1, loss: 2, learningRate: 0.01 }],
      accuracies: [],
    };
    const loss = lossCurves(set('a', 'run', [training(0, [5, 5, 5])]), live);
    expect(loss.epochs).toEqual([1, 2, 3]);
    expect(loss.lines.map(({ values }) => values)).toEqual([
      [1, 1 / 2, 1 / 3],
      [2, null, null],
    ]);
    const accuracy = accuracyCurves(set('a', 'run', [training(0, [5, 5, 5])]), live);
    expect(accuracy.epochs).toEqual([3]);
    expect(accuracy.lines).toHaveLength(1);
  });
});

describe('the Markdown', () => {
  it('carries every fact, a row a set, and the sentences, whatever the names are', () => {
    const odd = { ...good, name: 'odd | name\nof two lines' };
    const text = evaluationMarkdown(report([...whole.sets.slice(0, 1), odd]), 2);
    expect(text).toContain('- Split: 30 held-out images: 10 % of each class, by content');
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(4);
    const columns = resultTable(whole, 2).columns.length;
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(columns + 2);
    expect(rows[3]).toContain('**80.0 ± 0.0**');
    expect(text).toContain('trains better than');
  });
});
