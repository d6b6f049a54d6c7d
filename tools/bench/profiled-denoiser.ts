/**
 * A process of its own: calls of the denoiser that ships, profiled by ONNX Runtime. Prints the profile, a
 * JSON list of events, where WebAssembly prints its own: on standard output, which has to be a file.
 *
 *     tsx tools/bench/profiled-denoiser.ts BACKEND THREADS ROWS CALLS
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeOrt } from '../../src/runtime/ort-node';
import { denoiserBytes, denoiserFeeds } from './denoiser-call';

const [backend = '', ...numbers] = process.argv.slice(2);
const [threads = 1, rows = 1, calls = 1] = numbers.map(Number);
if (backend !== 'wasm' && backend !== 'cpu') {
  throw new Error(`"${backend}" is no backend to profile: wasm, cpu.`);
}
const folder = mkdtempSync(join(tmpdir(), 'stillroom-profile-'));
try {
  const { ort, sessionThreads } = await nodeOrt(threads, backend).open(backend);
  const session = await ort.InferenceSession.create(denoiserBytes(), {
    executionProviders: [backend],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    enableProfiling: true,
    profileFilePrefix: join(folder, 'profile'),
    ...(sessionThreads !== undefined && { intraOpNumThreads: sessionThreads }),
  });
  const feeds = denoiserFeeds(ort, session, rows);
  for (let call = 0; call < calls; call++) await session.run(feeds);
  session.endProfiling();
  for (const name of readdirSync(folder)) writeSync(1, readFileSync(join(folder, name)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
