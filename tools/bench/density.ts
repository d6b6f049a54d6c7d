/**
 * Figures of the density part: HDBSCAN, re-clustering, exact neighbours and UMAP, on Gaussian
 * mixtures from keyed random numbers.
 */
import { selectCores } from '../../src/core/density/core-set';
import { clusterTree, densityTree, hdbscan } from '../../src/core/density/hdbscan';
import { umap } from '../../src/core/density/umap';
import type { Matrix } from '../../src/core/linalg/matrix';
import { exactNeighbours } from '../../src/core/linalg/neighbours';
import { randomStream } from '../../src/core/random/stream';
import type { BenchRow } from './row';

/** Groups of unequal spread, 0.5 to 1.5, around centres 4 apart a dimension. */
function mixture(rows: number, columns: number, groups: number): Matrix {
  const random = randomStream({ seed: 1, purpose: 'density-bench' });
  const centres = random.fillNormal(new Float64Array(groups * columns));
  const data = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const group = random.integer(groups);
    const spread = 0.5 + group / groups;
    for (let c = 0; c < columns; c++) {
      data[i * columns + c] = 4 * (centres[group * columns + c] ?? 0) + spread * random.normal();
    }
  }
  return { data, rows, columns };
}

/** Median milliseconds of some runs, after one that lets the compiler warm up when asked for. */
async function medianTime(runs: number, warmUp: boolean, work: () => unknown): Promise<number> {
  if (warmUp) await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}

interface Measure {
  readonly name: string;
  /** Most milliseconds allowed; none for information only. */
  readonly most?: number;
  readonly runs: number;
  readonly warmUp?: boolean;
  readonly note?: string;
  readonly work: () => unknown;
}

async function timed({ name, most, runs, warmUp = true, note, work }: Measure): Promise<BenchRow> {
  const median = await medianTime(runs, warmUp, work);
  return {
    name,
    bar: most === undefined ? 'information' : `under ${most} ms`,
    unit: 'ms',
    median,
    runs,
    passed: most === undefined ? null : median < most,
    ...(note === undefined ? {} : { note }),
  };
}

/** Largest memory of the whole process so far; run first, it bounds what HDBSCAN takes. */
function peakMemory(name: string): BenchRow {
  const median = process.resourceUsage().maxRSS / 1024;
  return {
    name,
    bar: 'under 600 MB',
    unit: 'MB',
    median,
    runs: 1,
    passed: median < 600,
    note: 'whole process, Node included',
  };
}

/** All rows of the density part. */
export async function densityBench(): Promise<BenchRow[]> {
  const large = mixture(10_000, 20, 10);
  const imageClass = mixture(1_300, 50, 9);
  const thousand = mixture(1_000, 50, 9);
  const latents = mixture(1_300, 4_096, 9);
  const options = { minClusterSize: 55, minSamples: 3 };
  const tree = densityTree(thousand, { minSamples: 3 });
  const cores = { minClusterSize: 20, minSamples: 5, imagesPerClass: 10, seed: 0 };

  const rows = [
    await timed({
      name: 'HDBSCAN 10,000 x 20',
      most: 2_500,
      runs: 3,
      work: () => hdbscan(large, options),
    }),
    peakMemory('HDBSCAN 10,000 x 20, peak memory'),
    await timed({
      name: 'HDBSCAN 1,300 x 50',
      most: 120,
      runs: 9,
      work: () => hdbscan(imageClass, options),
    }),
    await timed({
      name: 're-cluster 1,000 points, new min cluster size',
      most: 150,
      runs: 9,
      note: 'the tree is kept',
      work: () => clusterTree(tree, 20),
    }),
    await timed({
      name: 're-cluster 1,000 points, new min samples, cores included',
      most: 150,
      runs: 9,
      work: () => selectCores(thousand, cores),
    }),
    await timed({
      name: 'exact neighbours 1,300 x 4,096, k = 85, plain TypeScript',
      runs: 3,
      note: 'the bar is for the WASM kernel',
      work: () => exactNeighbours(latents, { k: 85, includeSelf: true }),
    }),
  ];
  const neighbours = exactNeighbours(latents, { k: 85, includeSelf: true });
  rows.push(
    await timed({
      name: 'UMAP to 50-D from 1,300 x 85 neighbours',
      most: 4_000,
      runs: 3,
      warmUp: false,
      work: () => umap(neighbours, 1_300, { components: 50, minDist: 0, seed: 42 }),
    }),
  );
  return rows;
}
