/** A pack of the disk, loaded into this process: ONNX Runtime on as many threads as asked. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localAnalysis } from '../run/analysis/local-analysis';
import { localModel } from '../run/model/local-model';
import type { Analysis, Model } from '../run/ports';
import { kernelFunctions } from '../runtime/kernel-functions';
import { ModelRuntime, type LoadRequest, type ModelReport } from '../runtime/model-runtime';
import type { BackendKind } from '../runtime/ort';
import { nodeOrt } from '../runtime/ort-node';
import { diskPack } from './disk-pack';

export interface NodeModelOptions extends Pick<LoadRequest, 'onProgress' | 'signal'> {
  /** Folder, archive or name of a model, as `diskPack` takes it. */
  readonly pack: string;
  /** Folder of the dense kernels' graphs. */
  readonly kernels: string;
  /** Threads on the processor, from 1; those of WebAssembly change no byte. */
  readonly threads: number;
  /** "wasm", the page's engine, when left out. */
  readonly backend?: BackendKind;
}

export interface NodeModel {
  readonly model: Model;
  readonly report: ModelReport;
  /** Its neighbours are searched by the model's kernels, as on the page. */
  readonly analysis: Analysis;
  close(): Promise<void>;
}

/** @throws StillroomError PackInvalid, OutOfMemory, NonFiniteOutput, Aborted */
export async function openNodeModel({
  pack,
  kernels,
  threads,
  backend = 'wasm',
  onProgress,
  signal,
}: NodeModelOptions): Promise<NodeModel> {
  const graph = async (name: string) =>
    new Uint8Array(await readFile(join(kernels, `${name}.onnx`)));
  const runtime = await ModelRuntime.load(
    await diskPack(pack),
    { loader: nodeOrt(threads, backend), kernels: graph },
    { backend, ...(onProgress && { onProgress }), ...(signal && { signal }) },
  );
  return {
    model: localModel(runtime.diffuser, runtime.report),
    report: runtime.report,
    analysis: localAnalysis(kernelFunctions(() => runtime.kernels)),
    close: () => runtime.dispose(),
  };
}
