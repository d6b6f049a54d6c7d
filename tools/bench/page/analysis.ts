/** Whole classes from points to cores, over a pool of the page's own analysis threads. */
import { Connection } from '../../../src/bridge/connection';
import type { Thread } from '../../../src/bridge/thread';
import { ThreadPool } from '../../../src/bridge/thread-pool';
import { randomStream } from '../../../src/core/random/stream';
import type { AnalysisFunctions } from '../../../src/run/analysis/functions';
import type { NamedPoints } from '../../../src/run/analysis/requests';
import type { ModelMeasures } from './worker';

export interface AnalysisWish {
  readonly classes: number;
  /** Points of a class. */
  readonly rows: number;
  readonly columns: number;
  readonly threads: number;
}

export interface AnalysisFigures {
  readonly seconds: number;
  /** What was found: every class's points in 50 dimensions, bit by bit, and its cores, as a hash in hexadecimal. */
  readonly digest: string;
}

/** CoDA's script: arXiv 2512.03844. */
const NEIGHBOURS = 85;
const CLUSTERS = { minClusterSize: 55, minSamples: 3, seedCandidates: 3, imagesPerClass: 10 };
const GROUPS = 9;

/** Groups of unequal spread, as a class's latents are. */
function classOf(seed: number, { rows, columns }: AnalysisWish): NamedPoints {
  const random = randomStream({ seed, purpose: 'bench-class' });
  const centres = random.fillNormal(new Float32Array(GROUPS * columns));
  const data = random.fillNormal(new Float32Array(rows * columns));
  for (let i = 0; i < data.length; i++) {
    const group = Math.floor(i / columns) % GROUPS;
    data[i] =
      (0.5 + group / GROUPS) * (data[i] ?? 0) + (centres[group * columns + (i % columns)] ?? 0);
  }
  return { key: `bench-${seed}`, data, rows, columns };
}

const { signal } = new AbortController();

type AnalysisThread = Thread<AnalysisFunctions>;

/** One class on one thread. @returns its points in 50 dimensions, bit by bit, and its cores */
async function discovered(thread: AnalysisThread, points: NamedPoints): Promise<Blob> {
  const { key, rows } = points;
  const neighbours = await thread.call('neighbours', [points, NEIGHBOURS], { signal });
  const request = { neighbours, count: rows, components: 50, minDist: 0, seed: 0 };
  const data = await thread.call('reduce', [request], { signal });
  const space = { key, data, rows, columns: 50 };
  const asked = { points: space, ...CLUSTERS, seed: 0, name: key };
  const { cores, problem } = await thread.call('cluster', [asked], { signal });
  return new Blob([Float32Array.from(data), JSON.stringify({ cores, problem })]);
}

/**
 * All classes at once, a seat of the pool each.
 * @param model a bench worker that has loaded a model: its kernels are asked for neighbours
 */
export async function analyseClasses(
  model: Thread<ModelMeasures>,
  wish: AnalysisWish,
): Promise<AnalysisFigures> {
  const open = () =>
    new Worker(new URL('../../../workers/analysis.ts', import.meta.url), { type: 'module' });
  const pool = new ThreadPool<AnalysisFunctions>({ name: 'analysis', open }, wish.threads);
  for (const thread of pool.threads) new Connection(thread, model, 'kernels').renew();
  const all = (points: readonly NamedPoints[]) =>
    Promise.all(points.map((one) => pool.seated((thread) => discovered(thread, one), signal)));
  // Code is compiled on every thread before the time counts.
  const small = { ...wish, rows: 100 };
  await all(Array.from({ length: 2 * wish.threads }, (_, seed) => classOf(1000 + seed, small)));
  const points = Array.from({ length: wish.classes }, (_, seed) => classOf(seed, wish));
  const started = performance.now();
  const found = await all(points);
  const seconds = (performance.now() - started) / 1000;
  for (const thread of pool.threads) thread.terminate();
  const hash = await crypto.subtle.digest('SHA-256', await new Blob(found).arrayBuffer());
  const digest = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0'));
  return { seconds, digest: digest.join('') };
}
