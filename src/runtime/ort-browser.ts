/**
 * ONNX Runtime in a worker of the page: only the build that is needed is fetched, from our own
 * origin.
 *
 * The native WebGPU builds are used: JSPI where WebAssembly can suspend (4.1 MB compressed), else
 * Asyncify (6.7 MB); the CPU has a build of its own. The loader script and the .wasm file are named
 * by the bundler, so that hashed names, a sub-folder and a strict policy work: scripts from 'self',
 * 'wasm-unsafe-eval', module workers from 'self' for the threads.
 */
import asyncifyScript from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiScript from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import cpuScript from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import cpuWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { BackendKind, OpenedOrt, OrtLoader, OrtModule } from './ort';

interface Build {
  readonly name: string;
  readonly script: string;
  readonly wasm: string;
  readonly load: () => Promise<OrtModule>;
}

const jspi: Build = {
  name: 'jspi',
  script: jspiScript,
  wasm: jspiWasm,
  load: () => import('onnxruntime-web/jspi'),
};
const asyncify: Build = {
  name: 'asyncify',
  script: asyncifyScript,
  wasm: asyncifyWasm,
  load: () => import('onnxruntime-web/webgpu'),
};
const cpu: Build = {
  name: 'wasm',
  script: cpuScript,
  wasm: cpuWasm,
  load: () => import('onnxruntime-web/wasm'),
};

/** More threads than this stop paying off in ONNX Runtime's WebAssembly kernels. */
const MOST_THREADS = 8;

/** Threads need shared memory, which a page has only when it is cross-origin isolated. */
function usableThreads(): number {
  if (!globalThis.crossOriginIsolated) return 1;
  return Math.max(1, Math.min(MOST_THREADS, navigator.hardwareConcurrency));
}

function absolute(url: string): string {
  return new URL(url, import.meta.url).href;
}

async function open(build: Build, threads: number): Promise<OpenedOrt> {
  const ort = await build.load();
  ort.env.wasm.wasmPaths = { mjs: absolute(build.script), wasm: absolute(build.wasm) };
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  return { ort, build: build.name };
}

/** The loader for a browser's page or worker. */
export function browserOrt(): OrtLoader {
  const threads = usableThreads();
  const opened = new Map<BackendKind, Promise<OpenedOrt>>();
  return {
    threads,
    open(backend) {
      const known = opened.get(backend);
      if (known) return known;
      const gpuBuild = 'Suspending' in WebAssembly ? jspi : asyncify;
      const opening = open(backend === 'webgpu' ? gpuBuild : cpu, threads);
      opened.set(backend, opening);
      return opening;
    },
  };
}
