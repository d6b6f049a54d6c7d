/** A pack of the disk, loaded into this process: ONNX Runtime's WebAssembly on as many threads as asked. */
import { openAsBlob } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { StillroomError } from '../core/errors';
import { localAnalysis } from '../run/analysis/local-analysis';
import { localModel } from '../run/model/local-model';
import type { Analysis, Model } from '../run/ports';
import { kernelFunctions } from '../runtime/kernel-functions';
import { ModelRuntime, type LoadRequest } from '../runtime/model-runtime';
import { nodeOrt } from '../runtime/ort-node';
import { filesSource, type PackSource } from '../runtime/pack-source';

export interface NodeModelOptions extends Pick<LoadRequest, 'onProgress' | 'signal'> {
  /** Folder that holds pack.json. */
  readonly pack: string;
  /** Folder of the dense kernels' graphs. */
  readonly kernels: string;
  /** WebAssembly threads, from 1; they change no byte. */
  readonly threads: number;
}

export interface NodeModel {
  readonly model: Model;
  /** Its neighbours are searched by the model's kernels, as on the page. */
  readonly analysis: Analysis;
  close(): Promise<void>;
}

/** The pack in a folder; its weights stay on the disk until they are needed. */
async function diskPack(folder: string): Promise<PackSource> {
  const root = resolve(folder);
  const files = new Map<string, Blob>();
  try {
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(relative(root, path).replaceAll('\\', '/'), await openAsBlob(path));
    }
  } catch (cause) {
    throw new StillroomError(
      'PackInvalid',
      `There is no pack at "${folder}". Name a folder that holds pack.json and its files.`,
      { folder },
      { cause },
    );
  }
  return filesSource(basename(root), files);
}

/** @throws StillroomError PackInvalid, OutOfMemory, NonFiniteOutput, Aborted */
export async function openNodeModel({
  pack,
  kernels,
  threads,
  onProgress,
  signal,
}: NodeModelOptions): Promise<NodeModel> {
  const graph = async (name: string) =>
    new Uint8Array(await readFile(join(kernels, `${name}.onnx`)));
  const runtime = await ModelRuntime.load(
    await diskPack(pack),
    { loader: nodeOrt(threads), kernels: graph },
    { backend: 'wasm', ...(onProgress && { onProgress }), ...(signal && { signal }) },
  );
  return {
    model: localModel(runtime.diffuser, runtime.report),
    analysis: localAnalysis(kernelFunctions(() => runtime.kernels)),
    close: () => runtime.dispose(),
  };
}
