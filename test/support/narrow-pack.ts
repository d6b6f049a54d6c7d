/** The narrow packs of test/assets: real topologies of every family, few channels, random weights. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ModelRuntime } from '../../src/runtime/model-runtime';
import { nodeOrt } from '../../src/runtime/ort-node';
import { filesSource, type PackSource } from '../../src/runtime/pack-source';
import { nodeKernels } from './tiny-pack';

const assets = new URL('../assets/', import.meta.url);

/** One of each family, and the half-precision forms. */
export const NARROW_PACKS: readonly string[] = readdirSync(fileURLToPath(assets)).filter((name) =>
  name.startsWith('narrow-'),
);

export function narrowFiles(name: string): Map<string, Blob> {
  const folder = new URL(`${name}/`, assets);
  return new Map(
    readdirSync(fileURLToPath(folder)).map((file) => [
      file,
      new Blob([readFileSync(new URL(file, folder))]),
    ]),
  );
}

export function narrowSource(name: string, files = narrowFiles(name)): PackSource {
  return filesSource(name, files);
}

export function openNarrow(name: string): Promise<ModelRuntime> {
  return ModelRuntime.load(narrowSource(name), { loader: nodeOrt(), kernels: nodeKernels });
}
