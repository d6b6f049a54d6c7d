/** The card of an export: every fact of an evaluation, well-formed tables, names that stay text. */
import { describe, expect, it } from 'vitest';
import type { Split } from '../../../src/core/held-out';
import { describeNetwork } from '../../../src/core/training/describe-network';
import { resolveProtocol } from '../../../src/core/training/protocol';
import { paper } from '../../../src/core/training/protocols/paper';
import { quick } from '../../../src/core/training/protocols/quick';
import { rded } from '../../../src/core/training/protocols/rded';
import type { ExportImage } from '../../../src/data/export/write-export';
import type { EvaluationReport } from '../../../src/run/evaluation/report';
import { reportOf, setReport, singleReport } from '../../support/measured-set';
import { hashLike, recipe } from '../../support/sample-recipe';
import { OWN, images, setOf, textOf } from './export-set';

const claimOf = (report: EvaluationReport | null): Promise<string> =>
  textOf(setOf(report), 'claim.md');

/** The cells of each row of the table under a head. */
function tableUnder(text: string, firstCell: string): string[][] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${firstCell} |`));
  const end = lines.findIndex((line, i) => i > start && !line.startsWith('|'));
  return lines
    .slice(start, end)
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

describe('claim.md of an evaluated set', () => {
  it('says in a sentence what is claimed, of what and with what spread', async () => {
    const text = await claimOf(reportOf(OWN));
    expect(text).toContain(
      'A ConvNet-3 (width 32) that learns from these images alone is right on 44.0 ± 2.8 % of 1234 held-out real images, over 2 trainings.',
    );
    expect(text).toContain('+7.5 points (−1.1 to +16.1) over random real images');
  });

  it('has a row a set: this one, the paired random one, the others', async () => {
    const rows = tableUnder(await claimOf(reportOf(OWN)), 'set');
    expect(rows.slice(2)).toEqual([
      [
        '**this set** (CoDA)',
        '10',
        '120',
        '44.0 ± 2.8 %',
        '45.5 ± 2.1 %',
        '+7.5 points (−1.1 to +16.1)',
        '',
        '2',
        '90.0',
      ],
      ['random real images', '10', '120', '36.5 ± 0.7 %', '45.5 ± 2.1 %', '', '', '2', 'not known'],
      [
        'Herding \\| \\<b\\>core\\</b\\>',
        '10',
        '120',
        '44.0 ± 2.8 %',
        '45.5 ± 2.1 %',
        '',
        '+12.5 points',
        '2',
        '1.3',
      ],
      [
        'broken',
        '10',
        '120',
        'not trained: The class "odd" has no images.',
        'not measured',
        '',
        '',
        '0',
        'not known',
      ],
    ]);
  });

  it('says which seconds are meant: a coreset takes less to copy than to choose', async () => {
    const text = (await claimOf(reportOf(OWN))).replaceAll('\n', ' ');
    expect(text).toContain('The seconds are those of the images. Not counted is');
    expect(await claimOf(null)).not.toContain('The seconds are');
  });

  it('lists every training with its last and its best epoch', async () => {
    const text = await claimOf(reportOf(OWN));
    const rows = tableUnder(text.slice(text.indexOf('## Every training')), 'set');
    expect(rows.length).toBe(2 + 6);
    expect(rows).toContainEqual(['**this set** (CoDA)', '8', '46.0 %', '47.0 %', '80']);
    expect(rows).toContainEqual(['random real images', '7', '36.0 %', '38.0 %', '80']);
  });

  it('names everything that the number depends on', async () => {
    const facts = new Map(
      tableUnder(await claimOf(reportOf(OWN)), 'what').map(([what = '', value = '']) => [
        what,
        value,
      ]),
    );
    expect(facts.get('held out')).toBe(
      '1234 real images of 2 classes; 3 more left out, as copies of other images',
    );
    expect(facts.get('split')).toBe('10 % of each class by content');
    expect(facts.get('network')).toBe('ConvNet-3 (width 32)');
    expect(facts.get('side that the network sees')).toBe('32 px');
    expect(facts.get('images')).toBe(`20 in ${recipe.classes.length} classes, 32 px`);
    expect(facts.get('labels')).toBe('hard: the class');
    expect(facts.get('weights')).toBe('equal: every image counts alike');
    expect(facts.get('labels in the export')).toBe('folder names');
    expect(facts.get('protocol')).toBe('quick: 120 epochs, batches of 50');
    expect(facts.get('optimiser')).toBe(
      'SGD 0.01, momentum 0.9, weight decay 0.0005, times 0.2 after 2/3 and 5/6 of the epochs',
    );
    expect(facts.get('augmentation')).toBe(
      'random resized crop 0.5 to 1, flip, colour jitter 0.4, lighting 0.1, CutMix of 100 % of batches',
    );
    expect(facts.get('looks on the way')).toBe('6');
    expect(facts.get('trained by')).toBe('wasm');
    expect(facts.get('Stillroom')).toBe('0.2.0');
    expect(facts.get('ONNX Runtime')).toBe('not known');
    expect(facts.get('model pack')).toContain(recipe.pack.id);
    expect(facts.get('recipe hash')).toBe(hashLike('2'));
  });

  it('names every version of ONNX Runtime that made images of the set', async () => {
    async function* made(): AsyncGenerator<ExportImage> {
      const runtimes = ['onnxruntime-web 1.2.3', 'onnxruntime-node 4.5.6', 'onnxruntime-web 1.2.3'];
      for await (const image of images(Array.from({ length: 4 }))) {
        const runtime = runtimes[image.index];
        yield { ...image, ...(runtime !== undefined && { runtime }) };
      }
    }
    const text = await textOf(setOf(null, { images: made() }), 'claim.md');
    const facts = new Map(tableUnder(text, 'what').map(([what = '', value = '']) => [what, value]));
    expect(facts.get('ONNX Runtime')).toBe(
      'onnxruntime-web 1.2.3, onnxruntime-node 4.5.6; not known of 1 image',
    );
  });

  it('names every version of ONNX Runtime that trained, and what is not known of older trainings', async () => {
    const { trainings } = setReport({ id: OWN });
    const set = (runtimes: readonly (string | undefined)[]) =>
      setReport({
        id: OWN,
        trainings: trainings.map((one, i) => {
          const runtime = runtimes[i];
          return { ...one, ...(runtime !== undefined && { runtime }) };
        }),
      });
    const factOf = async (...runtimes: string[]) => {
      const text = await claimOf(reportOf(OWN, { sets: [set(runtimes)] }));
      const rows = tableUnder(text, 'what');
      return rows.find(([what]) => what === 'ONNX Runtime that trained')?.[1];
    };
    expect(await factOf()).toBe('not known');
    expect(await factOf('onnxruntime-web 1.2.3')).toBe(
      'onnxruntime-web 1.2.3; not known of 1 training',
    );
    expect(await factOf('onnxruntime-web 1.2.3', 'onnxruntime-node 4.5.6')).toBe(
      'onnxruntime-web 1.2.3, onnxruntime-node 4.5.6',
    );
  });

  it('gives the command with the settings of the evaluation', async () => {
    expect(await claimOf(reportOf(OWN))).toContain(
      'python evaluate.py --data . --test PATH/TO/HELD-OUT --random PATH/TO/REAL --protocol quick --net convnet-3 --width 32 --side 32 --repeats 2 --seed 7\n',
    );
    const protocol = resolveProtocol(paper, { imagesPerClass: 10, classes: 2 });
    const published = reportOf(OWN, { sets: [setReport({ id: OWN, protocol })] });
    const large = setOf(published, { images: images(Array.from({ length: 20 }), 256) });
    expect(await textOf(large, 'claim.md')).toContain(
      '--protocol paper --net resnet-ap-10 --width 64 --side 256 --repeats 2 --seed 7\n',
    );
  });

  it('says where images count by their shares, and how to measure that', async () => {
    const sets = [setReport({ id: OWN, weights: 'share' })];
    const text = await claimOf(reportOf(OWN, { sets }));
    expect(text).toContain('the share of its class that it stands for; random real images alike');
    expect(text).toContain('--repeats 2 --seed 7 --weights share\n');
  });

  it('gives no spread and no interval where there was one training, and says so', async () => {
    const text = await claimOf(singleReport(OWN));
    expect(text).toContain('is right on 42.0 % of 1234 held-out real images, in one training.');
    expect(text).toContain('what it has over them is not known');
    expect(text).toContain('One training has no spread');
    expect(text).not.toContain('±');
  });

  it('says where evaluate.py does not know the protocol', async () => {
    const protocol = resolveProtocol(rded, { imagesPerClass: 10, classes: 2 });
    const sets = [setReport({ id: OWN, protocol })];
    const teacher = { accuracy: 0.615, seconds: 100 };
    const text = await claimOf(reportOf(OWN, { sets, teacher }));
    expect(text).toContain("a teacher's, itself right on 61.5 % of the held-out images");
    expect(text).toContain('does not train by the protocol "rded"');
    expect(text).toContain('temperature 20');
    expect(text).toContain('--protocol paper --net resnet-ap-10 --width 64 --side 32\n');
  });

  it('offers no hard labels where a protocol of the script was used with a teacher', async () => {
    const asked = { ...quick, labels: 'teacher', temperature: 20 } as const;
    const protocol = resolveProtocol(asked, { imagesPerClass: 10, classes: 2 });
    const sets = [setReport({ id: OWN, protocol })];
    const teacher = { accuracy: 0.615, seconds: 100 };
    const text = await claimOf(reportOf(OWN, { sets, teacher }));
    expect(text).toContain('does not train by the protocol "quick" as it was used');
    expect(text).not.toContain('--seed');
  });

  it('says where fewer classes were told apart than the set has', async () => {
    const text = await claimOf(reportOf(OWN, { classes: ['tench | carp'] }));
    expect(text).toContain(
      `The evaluation was of 1 of the ${recipe.classes.length} classes: tench \\| carp.`,
    );
    expect(await claimOf(reportOf(OWN))).not.toContain('The evaluation was of');
  });

  it('has the command measure the classes that were told apart, and no others', async () => {
    const fewer = await claimOf(reportOf(OWN, { classes: ['tench'] }));
    expect(fewer).toContain(
      `Before that, take the folders of the other classes out of \`train\`: the evaluation was of 1 of ${recipe.classes.length}`,
    );
    expect(await claimOf(reportOf(OWN))).not.toContain('Before that');
  });

  it('lets no name become markup or a cell of its own', async () => {
    const hostile = '</td>|\n# [x](javascript:1) `code` *b*';
    const set = setReport({ id: OWN, name: hostile, problem: null });
    const report = reportOf(OWN, {
      sets: [set, setReport({ id: 'other', name: hostile })],
      heldOut: { split: hostile, images: 10, leftOut: 0 },
      backend: hostile,
    });
    const text = await textOf(setOf(report, { label: hostile, program: hostile }), 'claim.md');
    for (const first of ['set', 'what']) {
      const [head = [], ...rows] = tableUnder(text, first);
      for (const row of rows) expect(row.length).toBe(head.length);
    }
    expect(text).not.toMatch(/^# \[x\]/m);
    expect(text).not.toMatch(/(?<!\\)<\/td/);
    expect(text).not.toMatch(/(?<!\\)\[x/);
    expect(text).not.toMatch(/(?<!\\)`code/);
  });
});

describe('the command of claim.md', () => {
  /** Of a set with images of such a side. */
  const claimAt = (side: number, split?: Split) =>
    textOf(
      setOf(null, {
        images: images([undefined], side),
        ...(split && { recipe: { ...recipe, split } }),
      }),
      'claim.md',
    );

  it.each([
    [48, 48],
    [64, 64],
    [100, 96],
    [130, 128],
    [224, 224],
    [512, 256],
  ])(
    'asks at %i px for the side %i, which enlarges nothing and divides evenly',
    async (own, side) => {
      const text = await claimAt(own);
      expect(text).toContain(`--net resnet-ap-10 --width 64 --side ${side}\n`);
      const network = { kind: 'resnet-ap', depth: 10, width: 64 } as const;
      expect(describeNetwork(network, { side, classes: 2 }).side).toBe(side);
    },
  );

  it('takes the held-out images where they are: in folders, or a share of the collection', async () => {
    expect(await claimAt(64, { kind: 'folders' })).toContain(
      '--data . --test PATH/TO/HELD-OUT --random PATH/TO/REAL --protocol',
    );
    const share = await claimAt(64, { kind: 'share', percent: 15 });
    expect(share).toContain('--test PATH/TO/REAL --random PATH/TO/REAL --held-out 15 --protocol');
    expect(share).toContain('| held out when it was made | 15 % of each class, by content |');
    expect(await claimAt(64)).toContain('| held out when it was made | nothing held out |');
    expect(await claimAt(64)).toContain('| pictures became squares by | crop |');
  });
});

describe('claim.md of a set whose images were reduced after they were evaluated', () => {
  const reduced = (side: number, from: number, report: EvaluationReport | null): Promise<string> =>
    textOf(
      setOf(report, {
        images: images(Array.from({ length: 20 }), side),
        reduced: { side, from },
      }),
      'claim.md',
    );
  const protocol = resolveProtocol(paper, { imagesPerClass: 10, classes: 2 });
  const published = reportOf(OWN, { sets: [setReport({ id: OWN, protocol })] });

  it('says what was trained on', async () => {
    expect(await reduced(32, 64, reportOf(OWN))).toContain(
      'It learned from the images as they were made, 64 px a side; here they are reduced to 32.',
    );
    expect(await claimOf(reportOf(OWN))).not.toContain('as they were made');
    expect(await reduced(32, 64, null)).not.toContain('as they were made');
  });

  it('promises the same accuracy only where the command can find it', async () => {
    expect(await claimOf(reportOf(OWN))).toContain('same accuracy within the spread');
    const near = await reduced(32, 64, reportOf(OWN));
    expect(near).toContain('--net convnet-3 --width 32 --side 32 --repeats 2 --seed 7\n');
    expect(near).not.toContain('same accuracy within the spread');
    expect(near).toContain('expect an accuracy near it');
  });

  it.each([
    // Below 64 px the network halves three times, from 65 on four times, from 129 on five times.
    [30, 24],
    [100, 96],
    [200, 192],
  ])('asks at %i px for the side %i where the network saw more', async (own, side) => {
    const text = await reduced(own, 512, published);
    expect(text).toContain(`--side ${side} --repeats 2 --seed 7\n`);
    expect(text).toContain(
      `The evaluation was at 256 px, and nothing is enlarged: at ${side} px the accuracy is another one.`,
    );
    expect(text).not.toContain('same accuracy within the spread');
  });
});

describe('claim.md of a set that was not evaluated', () => {
  it.each([
    ['there is no evaluation', null],
    ['the set is not in it', reportOf('another run')],
    [
      'its evaluation failed',
      reportOf(OWN, {
        sets: [setReport({ id: OWN, trainings: [], accuracy: null, problem: 'No <images>.' })],
      }),
    ],
  ])('claims nothing where %s, and gives the command', async (_, report) => {
    const text = await claimOf(report);
    expect(text).toContain('was not evaluated before it was exported: **no accuracy is claimed**');
    expect(text).toContain('python evaluate.py --data . --test PATH/TO/HELD-OUT');
    expect(text).toContain('--protocol paper --net resnet-ap-10 --width 64 --side 32\n');
    expect(text).not.toMatch(/\d %/);
    expect(tableUnder(text, 'what').map(([what]) => what)).toContain('recipe hash');
  });

  it('claims nothing of a set that has grown since', async () => {
    const text = await claimOf(
      reportOf(OWN, { sets: [setReport({ id: OWN, imagesPerClass: 6 })] }),
    );
    expect(text).toContain('**no accuracy is claimed**');
    expect(text).toContain('was of 6 images a class, before the set came to have 10.');
  });

  it('says why an evaluation failed', async () => {
    const failed = setReport({ id: OWN, trainings: [], accuracy: null, problem: 'No <images>.' });
    expect(await claimOf(reportOf(OWN, { sets: [failed] }))).toContain('failed: No \\<images\\>.');
  });
});
