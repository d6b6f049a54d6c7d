/** Checks of kinds `fuzzy-graph` and `ab-params`: the parts of UMAP that have one right answer. */
import { fitCurve } from '../../../../src/core/density/umap/curve';
import { fuzzyGraph } from '../../../../src/core/density/umap/fuzzy-graph';
import { Pace } from '../../../../src/core/density/umap/pace';
import type { SparseGraph } from '../../../../src/core/density/umap/sparse-graph';
import { StillroomError } from '../../../../src/core/errors';
import { exactNeighbours } from '../../../../src/core/linalg/neighbours';
import type { Neighbours } from '../../../../src/core/linalg/select-nearest';
import type { FixtureCase } from '../../case';
import type { CaseReport } from '../../report';
import { asMatrix, checkExpected } from './compare';

/** The neighbours that the case gives, or those of its points; the point itself first. */
function neighboursOf(fixture: FixtureCase): Neighbours {
  const k = fixture.number('nNeighbors');
  if (!fixture.hasInput('knnIndices')) {
    const points = asMatrix(fixture.input('points'));
    return exactNeighbours(points, { k: Math.min(k, points.rows), includeSelf: true });
  }
  return {
    indices: Int32Array.from(fixture.input('knnIndices').data),
    distances: Float64Array.from(fixture.input('knnDistances').data),
    k,
  };
}

/** The entries of a sparse matrix by place; those that are written out twice add up. */
function entries(
  rows: ArrayLike<number>,
  columns: ArrayLike<number>,
  values: ArrayLike<number>,
): Map<string, number> {
  const found = new Map<string, number>();
  for (let e = 0; e < values.length; e++) {
    const place = `${rows[e]},${columns[e]}`;
    found.set(place, (found.get(place) ?? 0) + (values[e] ?? Number.NaN));
  }
  return found;
}

/** Compares values as `coo`: at every place that either matrix has, a missing entry being 0. */
function checkGraph(
  fixture: FixtureCase,
  report: CaseReport,
  { starts, columns, weights }: SparseGraph,
): void {
  const rows = new Int32Array(columns.length);
  for (let row = 0; row + 1 < starts.length; row++) rows.fill(row, starts[row], starts[row + 1]);
  const got = entries(rows, columns, weights);
  const want = entries(
    fixture.expected('rows'),
    fixture.expected('cols'),
    fixture.expected('vals'),
  );
  const places = [...new Set([...got.keys(), ...want.keys()])];
  report.closeTo(
    'vals',
    places.map((place) => got.get(place) ?? 0),
    places.map((place) => want.get(place) ?? 0),
  );
}

export async function checkFuzzyGraph(fixture: FixtureCase, report: CaseReport): Promise<void> {
  const neighbours = neighboursOf(fixture);
  const options = {
    localConnectivity: fixture.number('localConnectivity'),
    setOpMixRatio: fixture.number('setOpMixRatio'),
    bandwidth: fixture.number('bandwidth'),
  };
  const { rhos, sigmas, graph } = await fuzzyGraph(neighbours, options, new Pace());
  // Rows and columns have no meaning without the values: all three are compared under `vals`.
  const withValues = (name: string): void => {
    report.that(name, fixture.compareHow(name) === 'coo', 'not compared as a sparse matrix');
  };
  checkExpected(fixture, report, {
    rhos: (name) => report.close(name, rhos),
    sigmas: (name) => report.close(name, sigmas),
    knnIndices: (name) => report.close(name, neighbours.indices),
    knnDistances: (name) => report.close(name, neighbours.distances),
    rows: withValues,
    cols: withValues,
    vals: () => checkGraph(fixture, report, graph),
  });
}

interface CurvePair {
  readonly minDist: number;
  readonly spread: number;
}

function isCurvePair(value: unknown): value is CurvePair {
  if (typeof value !== 'object' || value === null) return false;
  const { minDist, spread } = value as Partial<Record<keyof CurvePair, unknown>>;
  return typeof minDist === 'number' && typeof spread === 'number';
}

export function checkCurve(fixture: FixtureCase, report: CaseReport): void {
  const { pairs } = fixture.params;
  if (!Array.isArray(pairs) || !pairs.every(isCurvePair)) {
    throw new StillroomError('BadFixture', 'params.pairs is no list of minDist and spread.');
  }
  const curves = pairs.map(({ minDist, spread }) => fitCurve(minDist, spread));
  checkExpected(fixture, report, {
    a: (name) =>
      report.close(
        name,
        curves.map(({ a }) => a),
      ),
    b: (name) =>
      report.close(
        name,
        curves.map(({ b }) => b),
      ),
  });
}
