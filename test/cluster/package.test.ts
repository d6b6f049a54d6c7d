/** The tarball of `npm pack`, installed in an empty folder: the command works there with Node alone. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDrawnFolders } from '../support/command/drawn-folders';
import { openedExport } from '../support/opened-export';

const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'stillroom-package-'));
const home = join(folder, 'home');
const data = join(folder, 'data');

function stillroom(...words: readonly string[]): string {
  return execFileSync('npx', ['--no-install', 'stillroom', ...words], {
    cwd: home,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

beforeAll(() => {
  mkdirSync(home);
  writeDrawnFolders(data, 2, 3);
  const quiet = { cwd: ROOT, stdio: 'ignore' } as const;
  execFileSync('npm', ['pack', '--pack-destination', folder], quiet);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('nothing was packed');
  const install = [
    'install',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    join(folder, tarball),
  ];
  execFileSync('npm', install, { cwd: home, stdio: 'ignore' });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the packed command', () => {
  it('says its version', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly version: string;
    };
    expect(stillroom('--version').trim()).toBe(version);
  });

  it('makes a set with the model that ships', () => {
    const asked = ['--data', data, '--method', 'plain', '--ipc', '1', '--set', 'steps=2'];
    writeFileSync(join(home, 'recipe.json'), stillroom('recipe', ...asked));
    stillroom('run', 'recipe.json', '--data', data, '--out', 'results');
    stillroom('merge', 'results', '--out', 'set.zip');
    const { made, manifest } = openedExport(new Uint8Array(readFileSync(join(home, 'set.zip'))));
    expect(made).toHaveLength(2);
    expect(manifest.recipe.pack.id).toBe('stillroom-64');
  });

  it('serves the page, the model and the samples', async () => {
    const served = spawn('npx', ['--no-install', 'stillroom', '--port', '0'], {
      cwd: home,
      detached: true,
    });
    try {
      const url = await new Promise<string>((resolve, reject) => {
        served.on('error', reject);
        served.on('exit', () => reject(new Error('it ended')));
        served.stdout.on('data', (text: Buffer) => {
          const found = /http:\/\/\S+/.exec(text.toString())?.[0];
          if (found !== undefined) resolve(found);
        });
      });
      for (const path of [
        '',
        'packs/stillroom-64/pack.json',
        'samples/truth.json',
        'kernels/pairwise.onnx',
      ]) {
        expect((await fetch(url + path)).status, path).toBe(200);
      }
    } finally {
      if (served.pid !== undefined) process.kill(-served.pid, 'SIGTERM');
    }
  });
});
