/**
 * ONNX Runtime in Node: the package's own WebAssembly build, which is the page's engine, or its native
 * build, where onnxruntime-node is installed. That one comes with nothing here: it takes 288 MB, and its
 * install script downloads more.
 */
import * as ort from 'onnxruntime-web';
import { StillroomError } from '../core/errors';
import type { BackendKind, OpenedOrt, OrtLoader, OrtModule } from './ort';

/** Named here and in no import: neither a bundler nor a type check may ask for it. */
const NATIVE: string = 'onnxruntime-node';

/** @throws StillroomError Unsupported where the package is not installed, or does not start here */
async function nativeModule(backend: BackendKind): Promise<OrtModule> {
  try {
    const module = (await import(/* @vite-ignore */ NATIVE)) as OrtModule;
    return module;
  } catch (cause) {
    const missing =
      cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillroomError(
      'Unsupported',
      missing
        ? `The backend "${backend}" is ONNX Runtime's native build, which is not installed. \`npm install --ignore-scripts onnxruntime-node@1.30.0\`, where this package is installed, brings it for processors and WebGPU; without --ignore-scripts it downloads what CUDA needs.`
        : `ONNX Runtime's native build does not start here: ${reason}.`,
      { backend },
      { cause },
    );
  }
}

/**
 * @param threads on the processor; of WebAssembly, one is the most repeatable
 * @param backend "wasm", or one of the native build
 */
export function nodeOrt(threads = 1, backend: BackendKind = 'wasm'): OrtLoader {
  return {
    threads,
    ...(backend !== 'wasm' && { only: backend }),
    async open(asked): Promise<OpenedOrt> {
      if (asked !== backend) {
        throw new StillroomError(
          'Unsupported',
          `Only the backend "${backend}" is opened here, not "${asked}".`,
        );
      }
      if (backend !== 'wasm') {
        const native = await nativeModule(backend);
        native.env.logLevel = 'error';
        return { ort: native, build: 'native', sessionThreads: threads };
      }
      ort.env.wasm.numThreads = threads;
      ort.env.logLevel = 'error';
      return { ort, build: 'node' };
    },
  };
}
