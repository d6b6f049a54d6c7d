/**
 * The prepare step of `npm run gpu`: one folder that a machine with a GPU, Node and a Chromium can run
 * without this checkout and without a network.
 *
 *     site/           the page, the pages of test and bench, packs, kernels, the sample collection
 *     torch/          the scripts that time torch, and the networks as they were trained
 *     node_modules/   playwright-core, ONNX Runtime for Node in WebAssembly and, if it can be had, native
 *     main.mjs        the run step
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { buildForNode } from '../package/build-command';
import { PAGES } from './lab';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MODULES = join(ROOT, 'node_modules');
const NATIVE = 'onnxruntime-node';

/** Copies what a test of the path within `from` lets through. */
function copy(from: string, to: string, wanted: (path: string) => boolean = () => true): void {
  cpSync(from, to, {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || wanted(path.slice(from.length + 1)),
  });
}

const needless = (path: string) => /\.(map|d\.ts|d\.mts|md|ts|tsx)$|^types\//.test(path);

async function buildSite(folder: string): Promise<void> {
  const site = join(folder, 'site');
  await build({
    root: ROOT,
    logLevel: 'error',
    build: { outDir: site, emptyOutDir: true, sourcemap: false },
  });
  // Built as the browser tests build them, beside the page: what both have is there once.
  await build({
    root: ROOT,
    configFile: false,
    base: './',
    publicDir: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      outDir: site,
      emptyOutDir: false,
      target: 'es2023',
      chunkSizeWarningLimit: 1500,
      rolldownOptions: { input: Object.values(PAGES).map((page) => join(ROOT, page)) },
    },
  });
  const assets = join(site, 'assets');
  for (const name of readdirSync(assets)) {
    // For browsers without JSPI; a Chromium of this decade has it.
    if (/asyncify.*\.wasm$/.test(name)) rmSync(join(assets, name));
  }
  // What a model's card shows, and nothing asks for.
  const pack = join(site, 'packs', 'stillroom-64');
  for (const name of readdirSync(pack)) {
    if (/\.(png|md)$/.test(name)) rmSync(join(pack, name));
  }
  copy(join(ROOT, 'test/assets/tiny-pack'), join(site, 'packs', 'tiny'));
}

/** Page and Node run the same WebAssembly: one file under two names, in an archive too. */
function shareWasm(folder: string): void {
  const wasm = 'ort-wasm-simd-threaded';
  const own = join(folder, 'node_modules/onnxruntime-web/dist', `${wasm}.wasm`);
  const assets = join(folder, 'site/assets');
  const content = readFileSync(own);
  for (const name of readdirSync(assets).filter((name) => name.startsWith(`${wasm}-`))) {
    if (!readFileSync(join(assets, name)).equals(content)) continue;
    rmSync(own);
    linkSync(join(assets, name), own);
    return;
  }
}

/**
 * The native build comes from the registry, for this platform alone.
 * @returns what to say when it could not be had
 */
function addNative(folder: string, version: string): string | null {
  const target = join(folder, 'node_modules', NATIVE);
  const cache = join(ROOT, '.cache');
  const archive = join(cache, `${NATIVE}-${version}.tgz`);
  const parts = ['package.json', 'dist', `bin/napi-v6/${process.platform}/${process.arch}`];
  try {
    mkdirSync(cache, { recursive: true });
    if (!existsSync(archive)) {
      const words = ['pack', `${NATIVE}@${version}`, '--pack-destination', cache];
      execFileSync('npm', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    }
    mkdirSync(target, { recursive: true });
    const paths = parts.map((part) => `package/${part}`);
    execFileSync('tar', ['-xzf', archive, '-C', target, '--strip-components=1', ...paths]);
    return null;
  } catch (error) {
    rmSync(target, { recursive: true, force: true });
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

function addModules(folder: string): void {
  const modules = join(folder, 'node_modules');
  const take = (name: string, wanted: (path: string) => boolean) =>
    copy(join(MODULES, name), join(modules, name), wanted);
  // Its trace viewer and recorder are pages of their own, which nothing here opens.
  take('playwright-core', (path) => !needless(path) && !path.startsWith('lib/vite/'));
  const ours = ['package.json', 'dist/ort.node.min.mjs', 'dist/ort-wasm-simd-threaded.'];
  take(
    'onnxruntime-web',
    (path) => ours.some((start) => path.startsWith(start)) && !/jspi|jsep|asyncify/.test(path),
  );
  take('onnxruntime-common', (path) => !needless(path));
  const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly peerDependencies: Readonly<Record<string, string>>;
  };
  const problem = addNative(folder, peerDependencies[NATIVE] ?? 'latest');
  if (problem !== null) {
    console.log(`Without ${NATIVE}, so its rows will say that it is missing: ${problem}`);
  }
}

function addTorch(folder: string): void {
  const torch = join(folder, 'torch');
  mkdirSync(torch, { recursive: true });
  for (const name of ['train_step.py', 'unet_step.py']) {
    cpSync(join(ROOT, 'tools/bench', name), join(torch, name));
  }
  copy(
    join(ROOT, 'tools/train'),
    join(torch, 'train'),
    (path) => /\.(py|c)$/.test(path) && dirname(path) === '.',
  );
}

function megabytes(path: string): number {
  if (statSync(path).isFile()) return statSync(path).size / 1e6;
  return readdirSync(path).reduce((sum, name) => sum + megabytes(join(path, name)), 0);
}

/** @param folder is emptied first */
export async function prepare(folder: string): Promise<void> {
  await buildForNode({
    entry: 'tools/gpu/run.ts',
    outDir: folder,
    file: 'main.mjs',
    external: ['playwright-core', 'onnxruntime-web', 'sharp', 'vite'],
  });
  await buildSite(folder);
  addModules(folder);
  shareWasm(folder);
  addTorch(folder);
  console.log(`\n${folder}: ${megabytes(folder).toFixed(1)} MB`);
  const parts = ['site', 'node_modules'].flatMap((part) =>
    readdirSync(join(folder, part)).map((name) => join(part, name)),
  );
  for (const part of [...parts, 'torch', 'main.mjs']) {
    const size = megabytes(join(folder, part));
    if (size >= 0.05) console.log(`${size.toFixed(1).padStart(7)} MB  ${part}`);
  }
}
