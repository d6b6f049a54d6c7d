import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Lines of a source that the rule refuses, counted from 1. */
function refused(source: string): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'stillroom-lint-'));
  try {
    const config = {
      jsPlugins: [resolve('tools/lint/by-name.mjs')],
      categories: { correctness: 'off' },
      rules: { 'stillroom/by-name': 'error' },
    };
    writeFileSync(join(folder, 'rules.json'), JSON.stringify(config));
    writeFileSync(join(folder, 'source.ts'), source);
    const order = ['--no-install', 'oxlint', '--config', join(folder, 'rules.json')];
    const { stdout } = spawnSync('npx', [...order, '--format', 'unix', folder], {
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    return [...stdout.matchAll(/source\.ts:(\d+):/g)]
      .map(([, line]) => Number(line))
      .sort((a, b) => a - b);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the rule against plain objects by name', () => {
  it('refuses each way to have one, and nothing else', () => {
    const wrong = [
      'let a: Record<string, number> = {};',
      'type B = Readonly<Record<string, Record<"x", number>>>;',
      'interface C { readonly [name: string]: number }',
      'type D = { [Name in string]: number };',
      'const e = Object.fromEntries([["x", 1]]);',
      'const f = Object.fromEntries([["x", 1]])[name];',
      'const g = Object.groupBy([1], String);',
      'if (name in values) use(a);',
    ];
    const right = [
      'let h: ReadonlyMap<string, number> = new Map();',
      'type I = Record<"left" | "right", number>;',
      'type J = { readonly [Side in "left" | "right"]: number };',
      'const k: OwnNames<number> = Object.fromEntries([["x", 1]]);',
      'if ("problem" in values) use(Map.groupBy([1], String));',
      'interface L { readonly [index: number]: string }',
    ];
    expect(refused([...wrong, ...right].join('\n'))).toEqual(wrong.map((_, i) => i + 1));
  });

  it('holds for all that runs in a page', () => {
    const config = JSON.parse(readFileSync('.oxlintrc.json', 'utf8')) as unknown;
    expect(config).toMatchObject({
      jsPlugins: ['./tools/lint/by-name.mjs'],
      overrides: [{ files: ['src/**', 'workers/**'], rules: { 'stillroom/by-name': 'error' } }],
    });
  });
});
