/** The kinds `sinkhorn`, `emd` and `sinkhorn-divergence`. */
import { costMatrix, type CostKind } from '../../../../src/core/transport/cost';
import { exactTransport } from '../../../../src/core/transport/exact-transport';
import { entropicObjective } from '../../../../src/core/transport/plan';
import type { TransportProblem } from '../../../../src/core/transport/problem';
import { convergedSinkhorn, sinkhorn } from '../../../../src/core/transport/sinkhorn';
import { sinkhornDivergence } from '../../../../src/core/transport/sinkhorn-divergence';
import { StillroomError } from '../../../../src/core/errors';
import type { FixtureCase } from '../../case';
import type { CaseReport } from '../../report';
import { float64 } from './arrays';

function costKind(fixture: FixtureCase): CostKind {
  const kind = fixture.text('cost');
  if (kind === 'euclidean' || kind === 'sqeuclidean') return kind;
  throw new StillroomError('BadFixture', `Unknown cost "${kind}" in ${fixture.name}.`);
}

/** The problem of a case: a given cost matrix, or points and a cost's name. */
function problemOf(fixture: FixtureCase): TransportProblem {
  const a = float64(fixture, 'a');
  const b = float64(fixture, 'b');
  const cost = fixture.hasInput('cost')
    ? float64(fixture, 'cost')
    : costMatrix(
        float64(fixture, 'X'),
        float64(fixture, 'Y'),
        fixture.input('X').shape[1] ?? 1,
        costKind(fixture),
      );
  return { cost, rows: a.length, columns: b.length, a, b };
}

export function checkSinkhorn(fixture: FixtureCase, report: CaseReport): void {
  const problem = problemOf(fixture);
  const epsilon = fixture.number('epsilon');
  if (fixture.params['iterations'] === 'converged') {
    const tolerance = fixture.number('tol');
    const got = convergedSinkhorn(problem, { epsilon, tolerance });
    report.that('converged', got.converged, `marginal error ${got.marginalError}`);
    report.close('plan', got.plan);
    report.close('transportCost', got.transportCost);
    if (fixture.expectedNames.includes('entropicObjective')) {
      report.close('entropicObjective', entropicObjective(got.plan, problem.cost, epsilon));
    }
    return;
  }
  const got = sinkhorn(problem, epsilon, fixture.number('iterations'));
  report.close('plan', got.plan);
  report.close('transportCost', got.transportCost);
}

export function checkEmd(fixture: FixtureCase, report: CaseReport): void {
  report.close('cost', exactTransport(problemOf(fixture)).cost);
}

export function checkSinkhornDivergence(fixture: FixtureCase, report: CaseReport): void {
  const got = sinkhornDivergence(
    { points: float64(fixture, 'X'), weights: float64(fixture, 'a') },
    { points: float64(fixture, 'Y'), weights: float64(fixture, 'b') },
    {
      dimension: fixture.input('X').shape[1] ?? 1,
      cost: costKind(fixture),
      epsilon: fixture.number('epsilon'),
    },
  );
  report.close('divergence', got.divergence);
  report.close('otAB', got.otAB);
  report.close('otAA', got.otAA);
  report.close('otBB', got.otBB);
}
