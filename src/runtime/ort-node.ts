/**
 * ONNX Runtime in Node: the package's own WebAssembly build, for tests and runs without a browser.
 */
import * as ort from 'onnxruntime-web';
import { StillroomError } from '../core/errors';
import type { OrtLoader } from './ort';

/** @param threads WebAssembly threads; one is the most repeatable */
export function nodeOrt(threads = 1): OrtLoader {
  return {
    threads,
    open(backend) {
      if (backend === 'webgpu') {
        return Promise.reject(
          new StillroomError('Unsupported', 'Node has no WebGPU here. Choose the backend "wasm".'),
        );
      }
      ort.env.wasm.numThreads = threads;
      ort.env.logLevel = 'error';
      return Promise.resolve({ ort, build: 'node' });
    },
  };
}
