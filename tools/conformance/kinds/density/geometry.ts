/** Checks of kinds `kmeans`, `knn`, `pairwise`, `standard-scaler` and `pca`. */
import { lloyd } from '../../../../src/core/density/lloyd';
import { exactNeighbours } from '../../../../src/core/linalg/neighbours';
import { cosineDistances, squaredEuclideanDistances } from '../../../../src/core/linalg/pairwise';
import { principalComponents } from '../../../../src/core/linalg/pca';
import { standardise } from '../../../../src/core/linalg/standardise';
import type { FixtureCase } from '../../case';
import type { CaseReport } from '../../report';
import {
  asMatrix,
  boundFields,
  checkBounds,
  checkExpected,
  checkRatio,
  compareNumbers,
} from './compare';

export function checkKMeans(fixture: FixtureCase, report: CaseReport): void {
  if (fixture.params['tol'] !== undefined && fixture.number('tol') !== 0) {
    report.that('params', false, 'only tol 0, until the labels stop changing, is built');
    return;
  }
  const { labels, centres, inertia, sizes } = lloyd(
    asMatrix(fixture.input('points')),
    asMatrix(fixture.input('init')),
    { maxIterations: fixture.number('maxIter') },
  );
  if (!fixture.exact) {
    checkBounds(fixture, report, {
      inertia: (name) => checkRatio(fixture, report, name, inertia),
      nonEmpty: (name) => {
        const used = sizes.filter((size) => size > 0).length;
        report.that(name, used === boundFields(fixture, name)['value'], `${used} clusters in use`);
      },
    });
    return;
  }
  checkExpected(fixture, report, {
    labels: (name) => compareNumbers(fixture, report, name, labels),
    centers: (name) => compareNumbers(fixture, report, name, centres.data, centres.columns),
    inertia: (name) => report.close(name, inertia),
  });
}

/** Sorts each row of neighbours by index, values along, for answers in which order is free. */
function rowsByIndex(indices: ArrayLike<number>, values: ArrayLike<number>, k: number) {
  const order = Array.from(indices, (_, p) => p).sort(
    (a, b) => Math.floor(a / k) - Math.floor(b / k) || (indices[a] ?? 0) - (indices[b] ?? 0),
  );
  return {
    indices: order.map((p) => indices[p] ?? 0),
    values: order.map((p) => values[p] ?? 0),
  };
}

export function checkNeighbours(fixture: FixtureCase, report: CaseReport): void {
  const points = asMatrix(fixture.input('points'));
  const queries = fixture.hasInput('queries') ? asMatrix(fixture.input('queries')) : undefined;
  const includeSelf = fixture.params['includeSelf'] === true;
  const available = queries !== undefined || includeSelf ? points.rows : points.rows - 1;
  const k = Math.min(fixture.number('k'), available);
  const found = exactNeighbours(points, queries ? { k, queries } : { k, includeSelf });
  const byRow = rowsByIndex(found.indices, found.distances, k);
  checkExpected(fixture, report, {
    indices: (name) => {
      if (fixture.compareHow(name) === 'set') {
        const want = fixture.expected(name);
        report.closeTo(name, byRow.indices, rowsByIndex(want, want, k).indices);
      } else compareNumbers(fixture, report, name, found.indices, k);
    },
    distances: (name) => {
      if (fixture.compareHow(name) === 'byIndex') {
        const want = rowsByIndex(fixture.expected('indices'), fixture.expected(name), k);
        report.closeTo(name, byRow.values, want.values);
      } else compareNumbers(fixture, report, name, found.distances, k);
    },
  });
}

export function checkPairwise(fixture: FixtureCase, report: CaseReport): void {
  const a = asMatrix(fixture.input('a'));
  const b = asMatrix(fixture.input('b'));
  checkExpected(fixture, report, {
    squaredEuclidean: (name) =>
      compareNumbers(fixture, report, name, squaredEuclideanDistances(a, b), b.rows),
    cosine: (name) => compareNumbers(fixture, report, name, cosineDistances(a, b), b.rows),
  });
}

export function checkStandardScaler(fixture: FixtureCase, report: CaseReport): void {
  const { mean, scale, transformed } = standardise(asMatrix(fixture.input('points')));
  checkExpected(fixture, report, {
    mean: (name) => compareNumbers(fixture, report, name, mean),
    scale: (name) => compareNumbers(fixture, report, name, scale),
    transformed: (name) =>
      compareNumbers(fixture, report, name, transformed.data, transformed.columns),
  });
}

export function checkPca(fixture: FixtureCase, report: CaseReport): void {
  const points = asMatrix(fixture.input('points'));
  const found = principalComponents(points, fixture.number('components'));
  const { components, projection } = found;
  checkExpected(fixture, report, {
    mean: (name) => compareNumbers(fixture, report, name, found.mean),
    explainedVariance: (name) => compareNumbers(fixture, report, name, found.explainedVariance),
    explainedVarianceRatio: (name) =>
      compareNumbers(fixture, report, name, found.explainedVarianceRatio),
    components: (name) =>
      compareNumbers(fixture, report, name, components.data, components.columns),
    projection: (name) =>
      compareNumbers(fixture, report, name, projection.data, projection.columns),
  });
}
