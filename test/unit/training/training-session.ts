/** ONNX Runtime for the tests of training: one WebAssembly thread. */
import { Session } from '../../../src/runtime/session';
import { nodeOrt } from '../../../src/runtime/ort-node';

export async function openSession(): Promise<Session> {
  return new Session('wasm', await nodeOrt().open('wasm'), null);
}
