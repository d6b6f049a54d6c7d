/** The tiny pack and the kernels as Node reads them, and sessions on ONNX Runtime's Node build. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Session } from '../../src/runtime/session';
import type { KernelGraphs } from '../../src/runtime/kernel-graphs';
import { nodeOrt } from '../../src/runtime/ort-node';
import { filesSource, type PackSource } from '../../src/runtime/pack-source';

const packFolder = new URL('../assets/tiny-pack/', import.meta.url);
const kernelFolder = new URL('../../public/kernels/', import.meta.url);

export function tinyFiles(): Map<string, Blob> {
  return new Map(
    readdirSync(fileURLToPath(packFolder)).map((name) => [
      name,
      new Blob([readFileSync(new URL(name, packFolder))]),
    ]),
  );
}

export function tinySource(files = tinyFiles()): PackSource {
  return filesSource('tiny', files);
}

export function tinyDescription(): Record<string, unknown> {
  const text = readFileSync(new URL('pack.json', packFolder), 'utf8');
  return JSON.parse(text) as Record<string, unknown>;
}

export const nodeKernels: KernelGraphs = (name) =>
  Promise.resolve(new Uint8Array(readFileSync(new URL(`${name}.onnx`, kernelFolder))));

export async function nodeSession(): Promise<Session> {
  return new Session('wasm', await nodeOrt().open('wasm'), null);
}
