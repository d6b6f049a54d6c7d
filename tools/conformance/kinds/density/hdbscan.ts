/** Checks of kind `hdbscan`. */
import { adjustedRandIndex } from '../../../../src/core/density/adjusted-rand-index';
import { hdbscan } from '../../../../src/core/density/hdbscan';
import type { FixtureCase } from '../../case';
import type { CaseReport } from '../../report';
import {
  asMatrix,
  boundArray,
  boundNumber,
  checkBounds,
  checkExpected,
  checkRange,
  compareNumbers,
  renumbering,
} from './compare';

export function checkHdbscan(fixture: FixtureCase, report: CaseReport): void {
  const { clusterSelectionMethod = 'eom', allowSingleCluster = false } = fixture.params;
  if (clusterSelectionMethod !== 'eom' || allowSingleCluster !== false) {
    report.that('params', false, 'only excess of mass without a single cluster is built');
    return;
  }
  const result = hdbscan(asMatrix(fixture.input('points')), {
    minClusterSize: fixture.number('minClusterSize'),
    minSamples: fixture.number('minSamples'),
  });
  if (!fixture.exact) {
    checkBounds(fixture, report, {
      labels: (name) => {
        const index = adjustedRandIndex(result.labels, boundArray(fixture, name).data);
        const least = boundNumber(fixture, name, 'ari_min');
        report.that(name, index >= least, `adjusted Rand ${index.toFixed(4)}, at least ${least}`);
      },
      probabilities: (name) => checkRange(fixture, report, name, result.probabilities),
      persistence: (name) => checkRange(fixture, report, name, result.persistence),
      clusterCount: (name) => checkRange(fixture, report, name, [result.clusterCount]),
    });
    return;
  }
  checkExpected(fixture, report, {
    labels: (name) => compareNumbers(fixture, report, name, result.labels),
    probabilities: (name) => compareNumbers(fixture, report, name, result.probabilities),
    persistence: (name) => {
      if (fixture.compareHow(name) !== 'byLabel') {
        compareNumbers(fixture, report, name, result.persistence);
        return;
      }
      const map = renumbering(result.labels, fixture.expected('labels'));
      const wanted = fixture.expected(name);
      const got = Float64Array.from(
        wanted,
        (_, label) => result.persistence[map?.get(label) ?? -1] ?? Number.NaN,
      );
      report.closeTo(name, got, wanted);
    },
    clusterCount: (name) => report.close(name, result.clusterCount),
  });
}
