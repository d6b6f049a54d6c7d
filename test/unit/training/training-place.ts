/** ONNX Runtime for the tests of training: one WebAssembly thread. */
import { Session } from '../../../src/runtime/session';
import { nodeOrt } from '../../../src/runtime/ort-node';
import type { TrainPlace } from '../../../src/runtime/training/device-graph';

export async function openPlace(): Promise<TrainPlace> {
  return { session: new Session('wasm', await nodeOrt().open('wasm'), null), device: null };
}
