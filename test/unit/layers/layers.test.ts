import { describe, expect, it } from 'vitest';
import { fault, roomOf } from '../../../tools/layers/fault';
import { findCycle, resolve, specifiers } from '../../../tools/layers/imports';
import { ROOMS } from '../../../tools/layers/rooms';

const seen = (from: string, target: string) => fault(from, target, true);
const packages = (from: string, name: string) => fault(from, name, false);

describe('the rooms', () => {
  it('hold a path in the smallest of them', () => {
    expect(roomOf('src/core/errors.ts')).toBe('src/core');
    expect(roomOf('src/core/linalg/pca.ts')).toBe('src/core/linalg');
    expect(roomOf('src/core/diffuser.ts')).toBe('src/core/diffuser.ts');
    expect(roomOf('src/corelike/a.ts')).toBeUndefined();
  });

  it('see only rooms that there are', () => {
    for (const [room, { sees }] of Object.entries(ROOMS)) {
      for (const one of sees)
        expect(roomOf(`${one}/x`) ?? roomOf(one), `${room}: ${one}`).toBeDefined();
    }
  });
});

describe('an arrow', () => {
  it('points from sampling over guidance to diffusion, and never back', () => {
    const [sampling, guidance, diffusion] = ['sampling', 'guidance', 'diffusion'].map(
      (name) => `src/core/${name}/a.ts`,
    ) as [string, string, string];
    expect(seen(sampling, guidance)).toBeNull();
    expect(seen(sampling, diffusion)).toBeNull();
    expect(seen(guidance, diffusion)).toBeNull();
    expect(seen(diffusion, guidance)).toMatch(/must not see/);
    expect(seen(guidance, sampling)).toMatch(/must not see/);
    expect(seen('src/core/errors.ts', diffusion)).toMatch(/must not see/);
  });

  it('keeps the order of the work apart from the page, from Node and from models', () => {
    for (const target of [
      'src/studio/a.ts',
      'src/command/a.ts',
      'src/runtime/a.ts',
      'workers/a.ts',
    ])
      expect(seen('src/run/distill.ts', target), target).toMatch(/must not see/);
    expect(seen('src/run/distill.ts', 'src/run/makers/generated.ts')).toBeNull();
    expect(seen('src/run/model/local-model.ts', 'src/methods/index.ts')).toMatch(/must not see/);
    expect(seen('src/methods/coda/index.ts', 'src/run/ports.ts')).toMatch(/must not see/);
  });

  it('leads from tests to tools, and from tools to what supports tests alone', () => {
    expect(seen('test/unit/a.test.ts', 'tools/results/report.ts')).toBeNull();
    expect(seen('tools/bench/main.ts', 'test/support/serve.ts')).toBeNull();
    expect(seen('tools/bench/main.ts', 'test/e2e/a.ts')).toMatch(/must not see/);
    expect(seen('tools/bench/main.ts', 'src/studio/a.ts')).toMatch(/must not see/);
    expect(seen('test/support/serve.ts', 'tools/test.ts')).toMatch(/must not see/);
    expect(seen('test/browser/a.test.ts', 'test/unit/a.ts')).toMatch(/must not see/);
  });

  it('lets no test without a browser see what only a page draws', () => {
    expect(seen('test/unit/a.test.ts', 'src/studio/state/runs.ts')).toBeNull();
    expect(seen('test/unit/a.test.ts', 'src/studio/App.tsx')).toMatch(/only a page/);
  });

  it('from or to nowhere is a fault', () => {
    expect(seen('src/attic/a.ts', 'src/core/errors.ts')).toMatch(/no room/);
    expect(seen('src/run/distill.ts', 'src/attic/a.ts')).toMatch(/no room/);
  });
});

describe('a package', () => {
  it('is imported where it is kept', () => {
    expect(packages('src/runtime/ort.ts', 'onnxruntime-web/wasm')).toBeNull();
    expect(packages('workers/model.ts', 'onnxruntime-web/wasm')).toMatch(/only src\/runtime/);
    expect(packages('src/command/source.ts', 'sharp')).toBeNull();
    expect(packages('src/data/a.ts', 'node:fs')).toMatch(/know Node/);
    expect(packages('src/run/distill.ts', 'zustand')).toMatch(/page libraries/);
    expect(packages('src/studio/a.ts', 'vitest')).toMatch(/builds or tests/);
  });

  it('is none in pure rooms but for the named ones', () => {
    expect(packages('src/core/linalg/pca.ts', 'ml-matrix')).toBeNull();
    expect(packages('src/core/linalg/pca.ts', 'fflate')).toMatch(/pure/);
    expect(packages('src/run/distill.ts', 'idb-keyval')).toMatch(/pure/);
  });
});

describe('imports', () => {
  it('are found in all their kinds', () => {
    const source = [
      "import { a } from './a';",
      "import type { B } from './b';",
      "export * from './c';",
      "const d = await import('./d');",
      "new Worker(new URL('./e.ts', import.meta.url));",
    ].join('\n');
    expect(specifiers('f.ts', source)).toEqual(['./a', './b', './c', './d', './e.ts']);
  });

  it('mean a file, a folder’s index, or a package', () => {
    const files = new Set(['src/a/b.ts', 'src/a/index.ts']);
    expect(resolve('src/c/d.ts', '../a/b', files)).toBe('src/a/b.ts');
    expect(resolve('src/c/d.ts', '../a', files)).toBe('src/a/index.ts');
    expect(resolve('src/c/d.ts', 'fflate', files)).toBe('fflate');
  });

  it('that go round are found as a path', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(findCycle(graph)).toEqual(['b', 'c', 'b']);
    expect(
      findCycle(
        new Map([
          ['a', ['b']],
          ['b', []],
        ]),
      ),
    ).toBeNull();
  });
});
