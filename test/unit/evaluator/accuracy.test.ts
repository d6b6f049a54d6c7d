/**
 * evaluate.py run as a person runs it, against the page's own training of the same set: the accuracies are
 * inside the spread of the repeats; and what it says where it cannot go on.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { randomStream } from '../../../src/core/random/stream';
import { describeNetwork } from '../../../src/core/training/describe-network';
import type { ImageSet } from '../../../src/core/training/image-set';
import { initialWeights } from '../../../src/core/training/initialise';
import { resolveProtocol } from '../../../src/core/training/protocol';
import { quick } from '../../../src/core/training/protocols/quick';
import { labelsFile } from '../../../src/data/export/labels';
import { encodePng } from '../../../src/data/export/png';
import { chunk, chunksOf, joined, PNG_SIGNATURE } from '../../../src/data/export/png-chunks';
import { train } from '../../../src/run/training/train';
import { OrtTrainStep } from '../../../src/runtime/training/ort-train-step';
import { askEvaluator, NEEDS_TORCH, runEvaluator, TORCH_PYTHON } from '../../support/torch-python';
import { openSession } from '../training/training-session';

// Trainings on one thread, beside whatever else runs.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 });

const SIDE = 16;
const CLASSES = ['across', 'aslant', 'upright'];
const IMAGES = 10;
const HELD_OUT = 100;
const SEEDS = 8;
/** Levels of 255: makes the task neither trivial nor hopeless. */
const NOISE = 20;
const NETWORK = { kind: 'convnet', depth: 3, width: 16 } as const;

/** Stripes of a direction, of any width, place, colours and much noise: [n, side, side, 3]. */
function pictures(perClass: number, seed: number): ImageSet {
  const stream = randomStream({ seed, purpose: 'test-pictures' });
  const images = CLASSES.length * perClass;
  const pixels = new Uint8Array(images * SIDE * SIDE * 3);
  for (let image = 0; image < images; image++) {
    const label = Math.floor(image / perClass);
    const width = 2 + stream.integer(3);
    const start = stream.integer(8);
    const colours = Array.from({ length: 6 }, () => 60 + stream.integer(90));
    for (let i = 0; i < SIDE * SIDE; i++) {
      const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
      const along = label === 0 ? y : label === 1 ? x + y : x;
      const stripe = Math.floor((along + start) / width) % 2;
      for (let c = 0; c < 3; c++) {
        const value = (colours[3 * stripe + c] ?? 0) + stream.integer(NOISE);
        pixels[(image * SIDE * SIDE + i) * 3 + c] = value;
      }
    }
  }
  const labels = Uint16Array.from({ length: images }, (_, i) => Math.floor(i / perClass));
  return { side: SIDE, pixels, labels };
}

function write(folder: string, { pixels, labels }: ImageSet): void {
  const length = SIDE * SIDE * 3;
  for (const [i, label] of labels.entries()) {
    const place = join(folder, CLASSES[label] ?? '');
    mkdirSync(place, { recursive: true });
    const own = pixels.slice(i * length, (i + 1) * length);
    const png = encodePng({ width: SIDE, height: SIDE, pixels: own });
    writeFileSync(join(place, `${String(i).padStart(4, '0')}.png`), png);
  }
}

interface Spread {
  readonly mean: number;
  /** Of the mean, squared. */
  readonly variance: number;
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) / values.length };
}

/** What evaluate.py writes for each of these words: one process, which loads torch once. */
async function whatIsSaid(...words: readonly (readonly string[])[]): Promise<string[]> {
  const answers = await askEvaluator(words.map((one) => ({ kind: 'said', words: one })));
  return answers.map(String);
}

interface Answer {
  readonly heldOut: number;
  readonly protocol: Record<string, unknown>;
  readonly sets: readonly {
    readonly name: string;
    readonly labels: string;
    readonly mean: number;
    readonly sd: number | null;
    readonly values: number[];
    readonly best: { readonly values: number[] };
    readonly ior: {
      readonly mean: number;
      readonly sd: number | null;
      readonly values: number[];
    } | null;
  }[];
}

describe.skipIf(TORCH_PYTHON === null)(`evaluate.py as a command${NEEDS_TORCH}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillroom-evaluate-'));
  const weighted = mkdtempSync(join(tmpdir(), 'stillroom-weighted-'));
  const [data, test, random] = ['set', 'val', 'real'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const set = pictures(IMAGES, 1);
  const heldOut = pictures(HELD_OUT, 2);
  const places = ['--data', data, '--test', test, '--protocol', 'quick', '--side', `${SIDE}`];
  const small = [...places, '--net', 'convnet-3', '--width', '16'];

  beforeAll(() => {
    write(data, set);
    write(test, heldOut);
    write(random, pictures(12, 3));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    rmSync(weighted, { recursive: true });
  });

  async function onPage(): Promise<number[]> {
    const protocol = resolveProtocol(quick, {
      imagesPerClass: IMAGES,
      classes: CLASSES.length,
      network: NETWORK,
      side: SIDE,
    });
    const network = describeNetwork(NETWORK, { side: SIDE, classes: CLASSES.length });
    const session = await openSession();
    const accuracies: number[] = [];
    for (let seed = 0; seed < SEEDS; seed++) {
      const { optimiser, temperature } = protocol;
      const weights = initialWeights(network, seed);
      const step = new OrtTrainStep(session, { network, optimiser, temperature, weights });
      const result = await train({
        step,
        settings: protocol,
        train: set,
        heldOut,
        classes: CLASSES,
        seed,
      });
      accuracies.push(result.last.accuracy);
      await step.dispose();
    }
    await session.dispose();
    return accuracies;
  }

  it('finds the accuracy that the page finds, inside the spread of the repeats', async () => {
    const words = ['--repeats', `${SEEDS}`, '--json'];
    const { status, stdout, stderr } = runEvaluator(...small, ...words);
    expect(status, stderr).toBe(0);
    const answer = JSON.parse(stdout) as Answer;
    expect(answer.heldOut).toBe(CLASSES.length * HELD_OUT);
    expect(answer.protocol).toMatchObject({ epochs: 120, batch: 50, side: SIDE, network: NETWORK });
    const theirs = spreadOf(answer.sets[0]?.values ?? []);
    const ours = spreadOf(await onPage());
    const error = Math.sqrt(ours.variance + theirs.variance);
    const seen = `page ${ours.mean.toFixed(3)}, script ${theirs.mean.toFixed(3)}, error ${error.toFixed(4)}`;
    // Two-sided, at three standard errors of the difference; the error itself must be small enough to tell
    // a wrong training apart, and the task neither trivial nor hopeless.
    expect(error, seen).toBeLessThan(0.04);
    expect(ours.mean, seen).toBeGreaterThan(0.5);
    expect(ours.mean, seen).toBeLessThan(0.97);
    expect(Math.abs(ours.mean - theirs.mean), seen).toBeLessThan(3 * error);
  });

  it('pairs random real sets with the repeats, and is the same when it is run again', async () => {
    const words = [...small, '--random', random, '--epochs', '3', '--repeats', '2', '--seed', '5'];
    const { stdout } = runEvaluator(...words, '--json');
    const [again, text] = await whatIsSaid([...words, '--json'], words);
    expect(again).toBe(stdout);
    const { sets } = JSON.parse(stdout) as Answer;
    expect(sets.map(({ name }) => name)).toEqual(['set', 'random']);
    const [own, drawn] = sets;
    const differences = own?.values.map((value, i) => value - (drawn?.values[i] ?? Number.NaN));
    expect(own?.ior?.values).toEqual(differences);
    expect(drawn?.ior).toBeNull();
    for (const { values, best } of sets) {
      for (const [i, value] of values.entries())
        expect(best.values[i]).toBeGreaterThanOrEqual(value);
    }
    expect(text).toMatch(
      /set, seed 6: \d+\.\d % after the last epoch, \d+\.\d % at best \(epoch \d\)/,
    );
    expect(text).toMatch(/set: \d+\.\d ± \d+\.\d % after the last epoch/);
    expect(text).toMatch(/over random: -?\d+\.\d ± \d+\.\d points/);
  });

  it('says no spread of a single training, which has none', async () => {
    const words = [...small, '--random', random, '--epochs', '1', '--repeats', '1'];
    const [text, json] = await whatIsSaid(words, [...words, '--json']);
    expect(text).toMatch(/^set: \d+\.\d % after the last epoch, \d+\.\d % at best$/m);
    expect(text).toMatch(/^over random: -?\d+\.\d points$/m);
    const { sets } = JSON.parse(json ?? '') as Answer;
    expect(sets.flatMap(({ sd, ior }) => [sd, ior?.sd ?? null])).toEqual([null, null, null, null]);
  });

  it('counts images by their shares: all alike is as without, and others are not', async () => {
    const withShares = (name: string, share: (index: number) => number) => {
      const place = join(weighted, name);
      cpSync(data, join(place, 'train'), { recursive: true });
      const images = CLASSES.flatMap((entry, label) =>
        Array.from({ length: IMAGES }, (_, i) => {
          const file = `train/${entry}/${String(label * IMAGES + i).padStart(4, '0')}.png`;
          return { file, kind: 'distilled', share: share(i) };
        }),
      );
      const classes = CLASSES.map((own) => ({ directory: own, folder: own, name: own }));
      writeFileSync(join(place, 'manifest.json'), JSON.stringify({ images, classes }));
      return place;
    };
    const alike = withShares('alike', () => 1 / IMAGES);
    const unlike = withShares('unlike', (i) => (i === 0 ? 0.91 : 0.01));
    const trainings = [
      [alike, 'equal'],
      [alike, 'share'],
      [unlike, 'equal'],
      [unlike, 'share'],
    ] as const;
    const texts = await whatIsSaid(
      ...trainings.map(([place, kind]) => {
        const words = ['--epochs', '3', '--repeats', '2', '--weights', kind, '--json'];
        return [...small, '--data', place, ...words];
      }),
    );
    const answers = texts.map((text) => JSON.parse(text) as Answer);
    for (const [i, [, kind]] of trainings.entries()) {
      expect(answers[i]?.protocol).toMatchObject({ weights: kind });
    }
    const [equal, shared, unlikeEqual, unlikeShared] = answers.map(({ sets }) => sets);
    expect(shared).toEqual(equal);
    expect(unlikeEqual).toEqual(equal);
    expect(unlikeShared).not.toEqual(equal);
  });

  it('says that random images have hard labels where the set has a teacher’s', async () => {
    const place = join(weighted, 'taught');
    cpSync(data, join(place, 'train'), { recursive: true });
    const files = CLASSES.flatMap((entry, label) =>
      Array.from({ length: IMAGES }, (_, i) => {
        return `train/${entry}/${String(label * IMAGES + i).padStart(4, '0')}.png`;
      }),
    );
    const classes = CLASSES.map((own) => ({ directory: own, folder: own, name: own }));
    const images = files.map((file) => ({ file, kind: 'distilled' }));
    writeFileSync(join(place, 'manifest.json'), JSON.stringify({ images, classes }));
    const logits = new Float32Array(CLASSES.length);
    const labels = labelsFile(
      files.map((file) => ({ file, logits })),
      CLASSES.length,
    );
    writeFileSync(join(place, 'labels.npy'), labels ?? '');
    const soft = ['--data', place, '--labels', 'soft', '--random', random];
    const words = [...small, ...soft, '--epochs', '1', '--repeats', '1'];
    const [text, json] = await whatIsSaid(words, [...words, '--json']);
    expect(text).toMatch(/^over random with hard labels, where the set has a teacher's: /m);
    const { sets } = JSON.parse(json ?? '') as Answer;
    expect(sets.map((set) => set.labels)).toEqual(['soft', 'hard']);
  });

  it('takes no folder of real images for two classes', async () => {
    const place = join(weighted, 'named');
    for (const own of CLASSES)
      cpSync(join(data, 'across'), join(place, 'train', own), { recursive: true });
    // The folders of two of them have one name, in other parents.
    const folders = ['a/across', 'b/across', 'upright'];
    const classes = CLASSES.map((directory, i) => ({
      directory,
      folder: folders[i],
      name: folders[i],
    }));
    writeFileSync(join(place, 'manifest.json'), JSON.stringify({ images: [], classes }));
    const real = join(weighted, 'real');
    for (const own of ['across', 'upright'])
      cpSync(join(test, own), join(real, own), { recursive: true });
    const words = [...small, '--data', place, '--test', real, '--epochs', '1'];
    const [answer] = await askEvaluator([{ kind: 'refused', words }]);
    expect(answer).toMatch(
      /^evaluate\.py: --test .* has one folder, "across", for the classes "across" and "aslant"\. /,
    );
  });

  it('names a picture that is too large to be read, wherever it lies', async () => {
    // 2^15 x 2^15 pixels by its header alone: Pillow reads no picture of over 2^28 / 1.5.
    const png = encodePng({ width: 1, height: 1, pixels: new Uint8Array(3) });
    const head = Buffer.alloc(8);
    head.writeUInt32BE(2 ** 15, 0);
    head.writeUInt32BE(2 ** 15, 4);
    const large = joined([
      Uint8Array.from(PNG_SIGNATURE),
      chunk('IHDR', Uint8Array.of(...head, 8, 2, 0, 0, 0)),
      ...[...chunksOf(png)].slice(1).map(({ whole }) => whole),
    ]);
    const answers = [];
    for (const option of ['--test', '--data']) {
      const place = join(weighted, `large${option}`);
      for (const own of CLASSES) {
        mkdirSync(join(place, own), { recursive: true });
        writeFileSync(join(place, own, 'large.png'), large);
      }
      const words = [...small, '--epochs', '1', option, place];
      answers.push(...(await askEvaluator([{ kind: 'refused', words }])));
    }
    for (const answer of answers) {
      expect(answer).toMatch(
        /^evaluate\.py: .*large\.png cannot be read as an image \(.*\)\. Remove it/,
      );
    }
  });

  it('says what is wrong and what to do', async () => {
    const cases: readonly (readonly [string[], RegExp])[] = [
      [['--side', '32'], /brought to 16 pixels, and the network asks for 32: nothing is enlarged/],
      [['--side', '12'], /divides the side of its images by 8, and 12 pixels.* Choose --side 8/],
      [['--net', 'vit-9'], /--net vit-9 is unknown. Choose convnet-3/],
      [['--ipc', '11'], /--ipc is 11, and the class "across" has 10 images/],
      [['--ipc', '0'], /--ipc is 0; it must be at least 1/],
      [['--held-out', '51'], /--held-out is 51; Stillroom holds 1 to 50 % out/],
      [['--temperature', '0'], /--temperature is 0; it must be above 0, such as 20/],
      [['--temperature', 'nan'], /--temperature is nan; it must be above 0/],
      [
        ['--weights', 'share'],
        /--weights share needs a manifest.json in .* Train with --weights equal/,
      ],
      [['--labels', 'soft'], /--labels soft needs .*labels\.npy/],
      [['--test', '/nowhere'], /--test \/nowhere is no folder. Check the path/],
      [['--test', 'set.zip'], /Unzip it and name the folder/],
      [['--test', folder], /has no images of the class "across"; it has real, set, val/],
      [['--random', test], /All images of "across" in --test are in --random too/],
    ];
    const answers = await askEvaluator(
      cases.map(([words]) => ({ kind: 'refused', words: [...small, '--epochs', '1', ...words] })),
    );
    for (const [i, [words, message]] of cases.entries()) {
      expect(answers[i], words.join(' ')).toMatch(/^evaluate\.py: /);
      expect(answers[i], words.join(' ')).toMatch(message);
    }
  });
});
