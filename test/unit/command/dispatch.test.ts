/** The command line as a person meets it: help, mistakes and what they are called by their exit codes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Terminal } from '../../../src/command/command';
import { dispatch } from '../../../src/command/dispatch';
import { parseRecipe } from '../../../src/core/formats/recipe';
import { TINY_PACK } from '../../support/command/built-command';
import { writeDrawnFolders } from '../../support/command/drawn-folders';
import { manifest, recipe } from '../../support/sample-recipe';

const folder = mkdtempSync(join(tmpdir(), 'stillroom-dispatch-'));
const data = join(folder, 'data');
beforeAll(() => {
  writeDrawnFolders(data, 3, 2);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function stillroom(...words: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    status: null,
    closed: new AbortController().signal,
    columns: 80,
    entry: new URL('file:///stillroom.mjs'),
  };
  const code = await dispatch(words, terminal);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const PLAIN = ['--method', 'plain', '--ipc', '2', '--pack', TINY_PACK];
const recipeWords = (...more: readonly string[]): string[] => [
  'recipe',
  '--data',
  data,
  ...PLAIN,
  ...more,
];

describe('help', () => {
  it('lists commands and exit codes', async () => {
    for (const word of ['--help', '-h', 'help']) {
      const { code, out } = await stillroom(word);
      expect(code).toBe(0);
      for (const text of ['stillroom run', 'stillroom merge', '75  stopped']) {
        expect(out).toContain(text);
      }
    }
  });

  it.each(['serve', 'recipe', 'run', 'merge', 'cluster', 'evaluate', 'pack'])(
    'of %s says its options',
    async (name) => {
      const { code, out } = await stillroom(name, '--help');
      expect(code).toBe(0);
      expect(out).toContain(`stillroom ${name} `);
      expect(out).toContain('Exit codes');
    },
  );
});

describe('the port of the page’s server', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each(['abc', '-1', '65536', '80.5', '0x50', ' '])('is refused as PORT=%s', async (port) => {
    vi.stubEnv('PORT', port);
    const { code, out, err } = await stillroom('serve');
    expect(code).toBe(64);
    expect(out).toBe('');
    expect(err).toContain(`PORT is "${port}"; it must be a whole number from 0 to 65535.`);
  });

  it('is that of --port where both are given', async () => {
    vi.stubEnv('PORT', '4000');
    const { code, err } = await stillroom('serve', '--port', 'abc');
    expect(code).toBe(64);
    expect(err).toContain('--port is "abc"');
  });
});

describe('a mistake on the command line', () => {
  it.each([
    [['fly'], /no command "fly"/],
    [['run'], /RECIPE is missing/],
    [['run', 'a', 'b'], /One RECIPE is enough/],
    [['recipe', '--data', 'x', '--method'], /method/],
    [['recipe', '--speed', '3'], /--speed/],
    [recipeWords('--ipc', '0'), /--ipc is "0"/],
    [recipeWords('--seed', 'x'), /--seed is "x"/],
    [recipeWords('--set', 'tempo=1'), /no parameter "tempo"/],
    [recipeWords('loose'), /"loose" belongs to no option/],
    [
      ['recipe', '--data', 'nowhere', '--method', 'plain', '--ipc', '1'],
      /nothing to read at "nowhere"/,
    ],
    [['recipe', '--data', '', '--method', 'plain', '--ipc', '1'], /--data is empty/],
    [['evaluate', 'full', '--data', 'x', '--test', ''], /--test is empty/],
    [['evaluate', 'full', '--data', 'x', '--out', ''], /--out is empty/],
    [['evaluate', '', '--data', 'x'], /word.*is empty/],
    [['merge', '--out', 'x.zip'], /Name the folders/],
    [['merge', 'nowhere', '--out', 'x.zip'], /"nowhere" is no folder/],
    [['merge', '.', '--out', 'x.zip', '--image-side', '0'], /number of pixels.*not "0"/],
    [['merge', '.', '--out', 'src'], /--out "src" is a folder; name the zip, such as src.set\.zip/],
    [['merge', '.', '--out', 'nowhere/set.zip'], /no folder "nowhere" for --out/],
    [['cluster', 'pbs', 'r.json'], /"pbs" is no scheduler/],
    [['evaluate', '--data', 'x'], /Name at least one SET/],
    [['evaluate', 'full', '--data', 'x', '--protocol', 'slow'], /no protocol "slow".*quick/],
    [['evaluate', 'full', '--data', 'x', '--net', 'vgg-11'], /--net is "vgg-11".*resnet-ap-10/],
    [['evaluate', 'full', '--data', 'x', '--net', 'resnet-34'], /--net is "resnet-34"/],
    [['evaluate', 'full', '--data', 'x', '--width', '0'], /--width is "0"/],
    [['evaluate', 'full', '--data', 'x', '--labels', 'soft'], /--labels is "soft".*teacher/],
    [['recipe', '--held-out', '60', '--data', 'x'], /method/],
  ] as const)('%j ends with 64', async (words, message) => {
    const { code, out, err } = await stillroom(...words);
    expect(err).toMatch(message);
    expect(out).toBe('');
    expect(code).toBe(64);
  });
});

describe('a recipe', () => {
  it('is of all classes, with the pack by its hash', async () => {
    const { code, out } = await stillroom(...recipeWords('--seed', '9', '--set', 'steps=4'));
    expect(code).toBe(0);
    const made = parseRecipe(JSON.parse(out));
    expect(made.classes.map((entry) => entry.folder)).toEqual([
      'class-0000',
      'class-0001',
      'class-0002',
    ]);
    expect(made.classes.map(({ prompt }) => prompt)).toEqual(
      made.classes.map(({ name }) => `a photo of a ${name}`),
    );
    expect(made.pack.id).toBe('tiny');
    expect(made.sampling).toMatchObject({ imagesPerClass: 2, seed: 9, steps: 4 });
  });

  it.each([
    ['nothing', undefined, /cannot be read/],
    ['text', 'hello', /neither JSON nor a zip/],
    ['a list', '[1]', /should be an object/],
    ['another object', '{"format":"other/1"}', /format/],
    ['an older recipe', '{"format":"stillroom-recipe/1"}', /stillroom-recipe\/1/],
    ['a foreign zip', 'PK\u0005\u0006' + '\0'.repeat(18), /none that Stillroom wrote/],
  ])('is not %s', async (_, content, message) => {
    const file = join(folder, 'given');
    rmSync(file, { force: true });
    if (content !== undefined) writeFileSync(file, content);
    const { code, err } = await stillroom('cluster', 'slurm', file, '--data', data, '--out', 'o');
    expect(err).toMatch(message);
    expect(code).toBe(65);
  });

  it('is no folder', async () => {
    const { code, err } = await stillroom('run', folder, '--data', data, '--out', 'o');
    expect(err).toContain(`"${folder}" is a folder`);
    expect(code).toBe(65);
  });

  it('names a method that there is: the job file, which somebody runs, says it', async () => {
    const file = join(folder, 'foreign.json');
    writeFileSync(file, JSON.stringify({ ...recipe, method: 'coda\ntouch owned\n#' }));
    const { code, out } = await stillroom('cluster', 'slurm', file, '--data', data, '--out', 'o');
    expect(out).toBe('');
    expect(code).toBe(64);
  });

  it.each([
    ['recipe', () => recipe],
    ['manifest', () => manifest],
  ] as const)('may be a %s that Windows PowerShell wrote into a file', async (name, value) => {
    const file = join(folder, `${name}-wide.json`);
    writeFileSync(file, `\ufeff${JSON.stringify(value())}\r\n`, 'utf16le');
    const { code, out } = await stillroom('cluster', 'slurm', file, '--data', data, '--out', 'o');
    expect(code).toBe(0);
    expect(out).toContain('#SBATCH --array=');
  });

  it('may come as the manifest of an export', async () => {
    const file = join(folder, 'manifest.json');
    writeFileSync(file, JSON.stringify(manifest));
    const { code, out } = await stillroom('cluster', 'slurm', file, '--data', data, '--out', 'o');
    expect(code).toBe(0);
    expect(out).toContain('#SBATCH --array=1-2');
  });
});
