/** Training in this process: ONNX Runtime's WebAssembly on as many threads as asked. */
import type { Trainer } from '../run/ports';
import { localTrainer } from '../run/training/functions';
import { nodeOrt } from '../runtime/ort-node';
import { Session } from '../runtime/session';
import { OrtTrainStep } from '../runtime/training/ort-train-step';

export interface NodeTrainer extends Trainer {
  close(): Promise<void>;
}

/** @param threads WebAssembly threads, from 1; where a model is open in this process, as many as it has */
export async function openNodeTrainer(threads: number): Promise<NodeTrainer> {
  const session = new Session('wasm', await nodeOrt(threads).open('wasm'), null);
  const place = { session, device: null };
  const trainer = localTrainer('wasm', (options) => new OrtTrainStep(place, options));
  return { ...trainer, close: () => session.dispose() };
}
