/** Training in this process: ONNX Runtime on as many threads as asked. */
import type { Trainer } from '../run/ports';
import { localTrainer } from '../run/training/functions';
import { runtimeOf, type BackendKind } from '../runtime/ort';
import { nodeOrt } from '../runtime/ort-node';
import { Session } from '../runtime/session';
import { OrtTrainStep } from '../runtime/training/ort-train-step';

export interface NodeTrainer extends Trainer {
  close(): Promise<void>;
}

export interface NodeTrainerOptions {
  /** From 1; those of WebAssembly are as many as a model has that is open in this process. */
  readonly threads: number;
  /** "wasm", the page's engine, when left out. */
  readonly backend?: BackendKind;
}

/** @throws StillroomError Unsupported where the backend is not installed */
export async function openNodeTrainer({
  threads,
  backend = 'wasm',
}: NodeTrainerOptions): Promise<NodeTrainer> {
  const opened = await nodeOrt(threads, backend).open(backend);
  const session = new Session(backend, opened, null);
  const trainer = localTrainer(backend, (options) => new OrtTrainStep(session, options));
  return { ...trainer, runtime: runtimeOf(opened), close: () => session.dispose() };
}
