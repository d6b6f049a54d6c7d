/**
 * One network at its real size on Node, alone in this process so that the process's peak is its own:
 *
 *     tsx large-call.ts FOLDER BACKEND THREADS
 *
 * FOLDER holds what tools/pack/measure_large.py left: denoiser.onnx with its weight files, every input as an .npy
 * file of its name, and what torch gave. Prints one JSON object.
 */
import { openAsBlob, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseNpy } from '../../src/core/formats/npy';
import { toErrorRecord } from '../../src/core/errors';
import { relativeDifference } from '../../src/runtime/backend';
import { rememberPlace } from '../../src/runtime/file-places';
import { floats } from '../../src/runtime/graph';
import type { BackendKind } from '../../src/runtime/ort';
import { nodeOrt } from '../../src/runtime/ort-node';
import { Session } from '../../src/runtime/session';

const OUTPUT = 'out_sample';
const CALLS = 3;
/** Seconds of a call after which there is no other. */
const LONG = 60;

const [folder = '.', backend = 'cpu', threads = '1'] = process.argv.slice(2);
const files = readdirSync(folder);
const array = (name: string) => parseNpy(new Uint8Array(readFileSync(join(folder, `${name}.npy`))));
const seconds = (since: number) => (performance.now() - since) / 1000;

async function measured() {
  const kind = backend as BackendKind;
  const started = performance.now();
  const session = new Session(kind, await nodeOrt(Number(threads), kind).open(kind), null);
  const weights = files.filter((name) => name.startsWith('denoiser.onnx_data'));
  const graph = await session.createGraph('denoiser', {
    content: await openAsBlob(join(folder, 'denoiser.onnx')),
    data: await Promise.all(
      weights.map(async (path) => {
        const place = resolve(folder, path);
        const content = await openAsBlob(place);
        rememberPlace(content, place);
        return { path, content };
      }),
    ),
  });
  const open = seconds(started);
  const feeds = Object.fromEntries(
    [...graph.inputs.keys()].map((name) => {
      const { data, shape } = array(name);
      return [name, { values: Float32Array.from(data), dims: shape }];
    }),
  );
  const calls: number[] = [];
  let difference = NaN;
  while (calls.length < CALLS && (calls.at(-1) ?? 0) <= LONG) {
    const asked = performance.now();
    const answer = await graph.run(feeds, [OUTPUT]);
    calls.push(seconds(asked));
    difference = relativeDifference(floats(answer[OUTPUT]), Float32Array.from(array(OUTPUT).data));
  }
  return { open, call: Math.min(...calls), calls: calls.length, difference };
}

const told = await measured().catch((error: unknown) => ({
  problem: toErrorRecord(error).message,
}));
const peakMB = process.resourceUsage().maxRSS / 1000;
console.log(JSON.stringify({ ...told, peakMB }));
process.exit(0);
