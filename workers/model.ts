/**
 * The model thread: every ONNX Runtime session, one operation at a time, and the loops over them. ONNX
 * Runtime on WebAssembly holds the thread while it runs, so the loops give way between two network
 * calls: that is when a stop or another call gets through.
 */
import type { Call } from '../src/core/call';
import { serveThread } from '../src/bridge/serve-thread';
import { modelFunctions } from '../src/run/model/functions';
import type { BackendRequest } from '../src/runtime/backend';
import { kernelService } from '../src/runtime/kernel-functions';
import type { LoadProgress } from '../src/runtime/progress';
import { RuntimeHost, type PackPlace } from '../src/runtime/runtime-host';

const host = new RuntimeHost();

const functions = {
  load: (place: PackPlace, backend: BackendRequest, siteUrl: string, call: Call<LoadProgress>) =>
    host.load(place, backend, siteUrl, call),
  ...modelFunctions(() => host.model),
  /** Addresses of what this thread has fetched. */
  fetched: () => performance.getEntriesByType('resource').map(({ name }) => name),
};

serveThread(functions, {
  transfers: { encode: ({ buffer }) => [buffer], posterior: ({ buffer }) => [buffer] },
  services: { kernels: kernelService(() => host.kernels) },
});

export type ModelThreadFunctions = typeof functions;
