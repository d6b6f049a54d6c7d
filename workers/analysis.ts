/**
 * The analysis thread: the arithmetic over whole classes. Its one dense product, the neighbour search,
 * goes to the model thread's ONNX Runtime.
 */
import { Service } from '../src/bridge/service';
import { serveThread } from '../src/bridge/serve-thread';
import { analysisFunctions } from '../src/run/analysis/functions';
import type { KernelService } from '../src/runtime/kernel-functions';

const kernels = new Service<KernelService>('kernels');
const functions = analysisFunctions({
  neighbours: (points, k, signal) => kernels.call('neighbours', [points, k], { signal }),
});

serveThread(functions, { transfers: { reduce: ({ buffer }) => [buffer] }, uses: [kernels] });
