/** Checks of kind `core-set`. */
import { selectCores } from '../../../../src/core/density/core-set';
import type { CoreCluster } from '../../../../src/core/density/split-cluster';
import type { Matrix } from '../../../../src/core/linalg/matrix';
import { squaredDistance } from '../../../../src/core/linalg/pairwise';
import type { FixtureCase } from '../../case';
import type { CaseReport } from '../../report';
import {
  asMatrix,
  boundArray,
  boundFields,
  boundNumber,
  checkBounds,
  checkExpected,
  checkRatio,
  compareNumbers,
} from './compare';

const ORIGIN_NAMES = {
  cluster: 'hdbscan_initial',
  split: 'hdbscan_kmeans_split',
  noise: 'kmeans_outliers',
} as const;

const indicesOf = (cores: readonly CoreCluster[]): number[] =>
  cores.map(({ representative }) => representative);
const sizesOf = (cores: readonly CoreCluster[]): number[] =>
  cores.map(({ members }) => members.length);

/** Texts aligned with indices, compared as (index, text) pairs. */
function compareOrigins(
  fixture: FixtureCase,
  report: CaseReport,
  name: string,
  indicesName: string,
  cores: readonly CoreCluster[],
): void {
  const indices = fixture.expected(indicesName);
  const want = new Map(fixture.expectedTexts(name).map((text, i) => [indices[i] ?? -1, text]));
  const wrong = cores.filter(
    ({ representative, origin }) => want.get(representative) !== ORIGIN_NAMES[origin],
  );
  report.that(
    name,
    wrong.length === 0 && want.size === cores.length,
    `${wrong.length} of ${want.size} differ`,
  );
}

/** Sum over groups of squared distances to the group's mean. */
function groupInertia({ data, columns }: Matrix, groups: readonly Int32Array[]): number {
  let inertia = 0;
  for (const group of groups) {
    for (let c = 0; c < columns; c++) {
      const values = Array.from(group, (i) => data[i * columns + c] ?? 0);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      for (const value of values) inertia += (value - mean) ** 2;
    }
  }
  return inertia;
}

/** Sum over `rows` of the squared distance to the nearest sample. */
function quantization(points: Matrix, rows: Iterable<number>, samples: readonly number[]): number {
  let sum = 0;
  for (const i of rows) {
    sum += Math.min(...samples.map((j) => squaredDistance(points, i, points, j)));
  }
  return sum;
}

export function checkCoreSet(fixture: FixtureCase, report: CaseReport): void {
  const points = asMatrix(fixture.input('points'));
  const { cores, clustering, noise } = selectCores(points, {
    imagesPerClass: fixture.number('ipc'),
    minClusterSize: fixture.number('minClusterSize'),
    minSamples: fixture.number('minSamples'),
    seedCandidates: fixture.number('seedCandidates'),
    seed: 0,
  });
  const fixed = cores.filter(({ origin }) => origin !== 'noise');
  const filled = cores.filter(({ origin }) => origin === 'noise');
  const indices = indicesOf(cores);
  const exact: Record<string, (name: string) => void> = {
    indices: (name) => compareNumbers(fixture, report, name, indices),
    sizes: (name) => compareNumbers(fixture, report, name, sizesOf(cores)),
    origins: (name) => compareOrigins(fixture, report, name, 'indices', cores),
    clusterCount: (name) => report.close(name, clustering.clusterCount),
    fixedIndices: (name) => compareNumbers(fixture, report, name, indicesOf(fixed)),
    fixedSizes: (name) => compareNumbers(fixture, report, name, sizesOf(fixed)),
    fixedOrigins: (name) => compareOrigins(fixture, report, name, 'fixedIndices', fixed),
    noisePool: (name) => compareNumbers(fixture, report, name, noise),
    noiseCount: (name) => report.close(name, filled.length),
  };
  if (fixture.exact) {
    checkExpected(fixture, report, exact);
    return;
  }
  // The parts that the README calls exact stay so in a case that is bounded elsewhere.
  for (const name of fixture.expectedNames) {
    if (name.startsWith('fixed') || name.startsWith('noise')) exact[name]?.(name);
  }
  checkBounds(fixture, report, {
    count: (name) => {
      const { value } = boundFields(fixture, name);
      report.that(name, indices.length === value, `${indices.length} cores`);
    },
    unique: (name) => {
      const distinct = new Set(indices).size;
      report.that(name, distinct === indices.length, `${distinct} distinct indices`);
    },
    fixed: (name) => {
      const wanted = new Set(boundArray(fixture, name, 'indices').data);
      const got = indicesOf(fixed);
      report.that(name, got.length === wanted.size && got.every((i) => wanted.has(i)), 'others');
    },
    noiseInertia: (name) => {
      const groups = filled.map(({ members }) => members);
      checkRatio(fixture, report, name, groupInertia(points, groups));
    },
    noiseRepresentativeInertia: (name) => {
      checkRatio(fixture, report, name, quantization(points, noise, indicesOf(filled)));
    },
    sharedIndices: (name) => {
      const reference = new Set(boundArray(fixture, name).data);
      const share = indices.filter((i) => reference.has(i)).length / reference.size;
      const least = boundNumber(fixture, name, 'min_fraction');
      report.that(name, share >= least, `${share.toFixed(3)} shared, at least ${least}`);
    },
    sortedSizes: (name) => {
      const reference = Array.from(boundArray(fixture, name).data).sort((a, b) => b - a);
      const sizes = sizesOf(cores).sort((a, b) => b - a);
      const difference = reference.reduce(
        (sum, size, i) => sum + Math.abs(size - (sizes[i] ?? 0)),
        0,
      );
      const most = boundNumber(fixture, name, 'max_l1');
      report.that(name, difference <= most, `difference ${difference}, at most ${most}`);
    },
    quantization: (name) => {
      const everyRow = Array.from({ length: points.rows }, (_, i) => i);
      checkRatio(fixture, report, name, quantization(points, everyRow, indices));
    },
  });
}
