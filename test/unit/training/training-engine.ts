/** ONNX Runtime for the tests of training: one WebAssembly thread. */
import { Engine } from '../../../src/runtime/engine';
import { nodeOrt } from '../../../src/runtime/ort-node';
import type { TrainPlace } from '../../../src/runtime/training/device-graph';

export async function openPlace(): Promise<TrainPlace> {
  return { engine: new Engine('wasm', await nodeOrt().open('wasm'), null), device: null };
}
