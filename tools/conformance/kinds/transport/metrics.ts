/** The kinds `metrics` (adjusted-Rand cases included) and `dd-ranking`. */
import { adjustedRandIndex } from '../../../../src/core/density/adjusted-rand-index';
import { StillroomError } from '../../../../src/core/errors';
import { matrix, type Matrix } from '../../../../src/core/linalg/matrix';
import { ddRanking, type DdRankingAccuracies } from '../../../../src/core/metrics/dd-ranking';
import {
  distributionMetrics,
  type MetricName,
} from '../../../../src/core/metrics/distribution-metrics';
import type { FixtureCase } from '../../case';
import type { CaseReport } from '../../report';
import { float64 } from './arrays';

function points(fixture: FixtureCase, name: string): Matrix {
  const [rows = 0, columns = 0] = fixture.input(name).shape;
  return matrix(float64(fixture, name), rows, columns);
}

function checkAdjustedRand(fixture: FixtureCase, report: CaseReport): void {
  const { shape, data } = fixture.input('labelsA');
  const other = fixture.input('labelsB').data;
  const [pairs = 0, n = 0] = shape;
  const got = Array.from({ length: pairs }, (_, row) =>
    adjustedRandIndex(data.slice(row * n, (row + 1) * n), other.slice(row * n, (row + 1) * n)),
  );
  report.close('ari', got);
}

export function checkMetrics(fixture: FixtureCase, report: CaseReport): void {
  if (fixture.hasInput('labelsA')) {
    checkAdjustedRand(fixture, report);
    return;
  }
  const modes = fixture.hasInput('fakeModes')
    ? { modes: { fakeModes: fixture.input('fakeModes').data, count: fixture.number('modes') } }
    : {};
  const { metrics, missing } = distributionMetrics(
    points(fixture, 'real'),
    points(fixture, 'fake'),
    { nearestK: fixture.number('nearestK'), ...modes },
  );
  for (const name of fixture.expectedNames) {
    const value = name in metrics ? metrics[name as MetricName] : undefined;
    if (value === undefined) report.that(name, false, 'no such metric');
    else if (value === null) report.that(name, false, missing[name as MetricName] ?? 'missing');
    else report.close(name, value);
  }
}

const ACCURACIES = [
  'realHard',
  'synHard',
  'synAny',
  'randomAny',
  'synAug',
  'randomAug',
  'synNoAug',
  'randomNoAug',
] as const;

function accuraciesOf(row: Readonly<Record<string, unknown>>): DdRankingAccuracies {
  const values = ACCURACIES.map((name) => {
    const value = row[name];
    if (typeof value !== 'number') {
      throw new StillroomError('BadFixture', `A dd-ranking row has no number "${name}".`);
    }
    return [name, value] as const;
  });
  return Object.fromEntries(values) as unknown as DdRankingAccuracies;
}

export function checkDdRanking(fixture: FixtureCase, report: CaseReport): void {
  const rows = fixture.params['rows'] as readonly Readonly<Record<string, unknown>>[];
  const got = rows.map((row) =>
    ddRanking(accuraciesOf(row), fixture.number('w'), fixture.number('gamma')),
  );
  for (const name of ['hlr', 'ior', 'lrs', 'ars'] as const) {
    report.close(
      name,
      got.map((scores) => scores[name]),
    );
  }
}
