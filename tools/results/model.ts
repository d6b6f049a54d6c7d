/** The embedded pack in Node, on ONNX Runtime's WebAssembly. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelRuntime } from '../../src/runtime/model-runtime';
import { nodeOrt } from '../../src/runtime/ort-node';
import { filesSource } from '../../src/runtime/pack-source';

const PUBLIC = fileURLToPath(new URL('../../public/', import.meta.url));

/** @param threads WebAssembly threads */
export async function openModel(threads: number): Promise<ModelRuntime> {
  const folder = join(PUBLIC, 'packs', 'stillroom-64');
  const files = new Map(
    readdirSync(folder).map((name) => [name, new Blob([readFileSync(join(folder, name))])]),
  );
  return ModelRuntime.load(
    filesSource('stillroom-64', files),
    {
      loader: nodeOrt(threads),
      kernels: (name) =>
        Promise.resolve(new Uint8Array(readFileSync(join(PUBLIC, 'kernels', `${name}.onnx`)))),
    },
    { backend: 'wasm' },
  );
}
