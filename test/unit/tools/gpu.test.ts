/** What `npm run gpu` decides without a GPU: the table, the flags, the drivers' files, its words. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { GPU_FLAGS, SOFTWARE_FLAGS } from '../../../tools/gpu/chromium-flags';
import { driverVariables } from '../../../tools/gpu/driver-files';
import { gpuOptions } from '../../../tools/gpu/options';
import { Recorder } from '../../../tools/gpu/recorder';
import type { AgreementRow, GpuRow } from '../../../tools/gpu/row';
import { sentenceOf } from '../../../tools/gpu/sentence-of';
import { figure, markdownOf } from '../../../tools/gpu/table';
import { within } from '../../../tools/gpu/within';

const agreement: AgreementRow = {
  kind: 'agreement',
  name: 'denoiser',
  difference: 2.03e-6,
  bound: 2 ** -11,
  unit: 'of the largest value',
};
const speed: GpuRow = {
  kind: 'speed',
  name: 'one | image',
  unit: 's',
  values: { webgpu: 0.40712, wasm: 12.345 },
  note: 'warm',
};
const failed: GpuRow = { kind: 'failed', name: 'cuda', sentence: 'It does not\nstart here.' };

describe('the table', () => {
  it('writes three digits, small numbers by their power of ten', () => {
    expect([0.40712, 387.4, 1, 0, 2.03e-6].map(figure)).toEqual([
      '0.407',
      '387',
      '1',
      '0',
      '2.0e-6',
    ]);
    expect([undefined, NaN, Infinity].map(figure)).toEqual(['-', 'not finite', 'not finite']);
  });

  it('has a line a row, and a sentence for what was not measured', () => {
    const lines = markdownOf({ facts: { Machine: 'two cores' } }, [agreement, speed, failed]).split(
      '\n',
    );
    expect(lines[0]).toBe('- Machine: two cores');
    expect(lines).toContain(
      '| denoiser | 2.0e-6 of the largest value | 4.9e-4 of the largest value | yes |',
    );
    // A bar in a name would end its cell.
    expect(lines).toContain('| one / image (warm) | s | 0.407 | 12.3 | - | - |');
    expect(lines).toContain('- cuda: It does not start here.');
  });

  it('says no where a bound is broken, and where a difference is no number', () => {
    const broken = [
      { ...agreement, difference: 1 },
      { ...agreement, difference: NaN },
    ];
    const text = markdownOf({ facts: {} }, broken);
    expect(text.match(/\| NO \|/g)).toHaveLength(2);
  });

  it('leaves a table out that has no rows', () => {
    expect(markdownOf({ facts: {} }, [failed]).trim()).toBe('- cuda: It does not start here.');
  });
});

describe('the flags', () => {
  it('never asks a real search for a software WebGPU adapter', () => {
    for (const { flags } of GPU_FLAGS) {
      expect(flags).not.toContain('--use-webgpu-adapter=swiftshader');
      expect(flags).toContain('--enable-unsafe-webgpu');
    }
    expect(SOFTWARE_FLAGS.map(({ flags }) => flags)).toEqual([
      expect.arrayContaining(['--use-webgpu-adapter=swiftshader']),
    ]);
  });

  it('tries no set twice, and gives Chromium one list of features: it heeds the last alone', () => {
    const sets = GPU_FLAGS.map(({ flags }) => flags.join(' '));
    expect(new Set(sets).size).toBe(sets.length);
    for (const { flags } of GPU_FLAGS) {
      const lists = flags.filter((flag) => flag.startsWith('--enable-features='));
      expect(lists.length).toBeLessThanOrEqual(1);
    }
  });
});

describe('the files of drivers', () => {
  const folders = (files: Readonly<Record<string, readonly string[]>>) => (folder: string) =>
    files[folder] ?? [];
  const USUAL = '/usr/share/vulkan/icd.d';
  const UNUSUAL = '/usr/local/nvidia/share/vulkan/icd.d';

  it('names one that lies in no usual folder', () => {
    expect(driverVariables({}, folders({ [UNUSUAL]: ['nvidia_icd.json', 'README'] }))).toEqual({
      VK_DRIVER_FILES: join(UNUSUAL, 'nvidia_icd.json'),
    });
  });

  it('leaves the loader alone where a usual folder has a real one, and where someone chose', () => {
    const both = { [UNUSUAL]: ['nvidia_icd.json'], [USUAL]: ['nvidia_icd.json'] };
    expect(driverVariables({}, folders(both))).toEqual({});
    const chosen = { VK_ICD_FILENAMES: 'mine.json' };
    expect(driverVariables(chosen, folders({ [UNUSUAL]: ['nvidia_icd.json'] }))).toEqual({});
  });

  it('counts no software driver', () => {
    const software = { [UNUSUAL]: ['nvidia_icd.json'], [USUAL]: ['lvp_icd.x86_64.json'] };
    expect(driverVariables({}, folders(software))).toHaveProperty('VK_DRIVER_FILES');
  });
});

describe('the words', () => {
  it('reads what is said, and has answers for what is not', () => {
    expect(gpuOptions([])).toEqual({
      out: '.',
      seconds: 420,
      software: false,
      small: false,
      parts: [],
    });
    const words = ['speed', '--out', 'there', '--seconds', '9', '--adapter', 'software', '--small'];
    expect(gpuOptions(words)).toEqual({
      out: 'there',
      seconds: 9,
      software: true,
      small: true,
      parts: ['speed'],
    });
  });

  it.each([
    [['--seconds', 'soon'], '--seconds is "soon"; it must be a number above 0.'],
    [['--adapter', 'fast'], '--adapter is "fast"; it must be "real" or "software".'],
  ])('refuses %j', (words, sentence) => {
    expect(() => gpuOptions(words)).toThrow(sentence);
  });
});

it('gives work up that does not answer, and passes on what does', async () => {
  await expect(within(1, new Promise(() => undefined))).rejects.toThrow('no answer within');
  await expect(within(60_000, Promise.resolve(3))).resolves.toBe(3);
});

it('tells an error without colours, stack and the name of the call', () => {
  const message =
    'page.evaluate: StillroomError: It stopped.\n\u001b[2m  - waiting\u001b[22m\n    at n (x.js:1:2)';
  expect(sentenceOf(new Error(message))).toBe('It stopped. - waiting');
  expect(sentenceOf('plain')).toBe('plain');
});

describe('the recorder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillroom-recorder-'));
  const log = vi.spyOn(console, 'log').mockReturnValue();
  afterAll(() => {
    log.mockRestore();
    rmSync(folder, { recursive: true });
  });

  it('has every row in both files as soon as it is told', () => {
    const out = join(folder, 'deep', 'er');
    const recorder = new Recorder(out);
    recorder.fact('Machine', 'two cores');
    for (const row of [agreement, speed, failed]) {
      recorder.row(row);
      const kept = JSON.parse(readFileSync(join(out, 'gpu-results.json'), 'utf8')) as {
        readonly facts: object;
        readonly rows: readonly GpuRow[];
      };
      expect(kept.facts).toEqual({ Machine: 'two cores' });
      expect(kept.rows.at(-1)).toEqual(row);
      expect(readFileSync(join(out, 'gpu-results.md'), 'utf8')).toContain(
        row.name.replace('|', '/'),
      );
    }
    expect(recorder.rows).toHaveLength(3);
  });
});
